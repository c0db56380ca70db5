"""Whether an email that is made to look at something sets off what cannot be taken back."""

#: Automation rules about these would be set off.
_WATCHED = ("mail.mail", "mail.message")
#: Kinds of server actions that write records and do nothing else, so that all of it can be taken back.
_WRITES = ("object_write", "object_create", "object_copy", "multi")


def automation_of_emails(env):
    """Server actions of the automation rules that an email would set off."""
    rules = env["base.automation"].sudo() if "base.automation" in env else None  # sudo: whether there are
    found = rules is not None and rules.search([("model_id.model", "in", _WATCHED)])
    return found.action_server_ids if found else env["ir.actions.server"]


def sets_off_more(actions) -> bool:
    """Whether they may do what cannot be taken back, such as calling another system."""
    children = actions.child_ids - actions
    return any(action.state not in _WRITES for action in actions) or (
        bool(children) and sets_off_more(actions | children)
    )
