# Each file is one check; ``check.py`` is what they have in common, ``scheduled_action.py`` what some of them share.
from . import check, scheduled_action  # isort: skip
from . import (
    alias_domain,
    campaign,
    contacts,
    failing_cause,
    interference,
    notified_by_email,
    outgoing_server,
    parameters,
    queue_age,
    queue_backlog,
    queue_interrupted,
    queue_planned,
    scheduled_action_failing,
    scheduled_action_inactive,
    scheduled_action_interval,
    scheduled_action_overdue,
    sender_placeholder,
    user_address,
    user_at_free_provider,
    volume,
)
