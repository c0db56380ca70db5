from .failures import mailing
from .sending import base_partner_merge, resend_line, resend, test_email
