# Each file is one check; ``check.py`` is what they have in common.
from . import check  # isort: skip
from .sending.scheduled_actions import scheduled_action  # isort: skip
from .failures.contacts import repeated  # isort: skip
from .failures import complaints, failing_cause, suppression
from .failures.contacts import contact, domain, no_address, wrong_address
from .senders import (
    alias_domain,
    archived_server,
    dead_reply_to,
    idle_server,
    outgoing_server,
    sender_placeholder,
    server_filter,
    unreturned,
    user_address,
    user_at_free_provider,
    user_domain,
)
from .sending import (
    campaign,
    campaign_left_out,
    interference,
    not_a_mailbox,
    notified_by_email,
    parameters,
    queue_age,
    queue_backlog,
    queue_interrupted,
    queue_planned,
    volume,
)
from .sending.contents import attachment_files, links, redirected
from .sending.scheduled_actions import changed, failing, inactive, interval, overdue
