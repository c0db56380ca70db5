"""What is wrong with each database, and what is expected first. The order is that of the table."""

from ..shape import SHAPES
from . import servers, servers_in_part, replies, senders, queue, mailings, recipients, odoo_itself, mended, healthy
