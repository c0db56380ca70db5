from . import senders
