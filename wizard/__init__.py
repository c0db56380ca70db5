from .failures import mailing
from .sending import resend_line, resend
