"""Who is told: people who may read the dashboard, or a channel."""

from .settings import parameter


def reader_groups(env):
    """Groups of those who may read the dashboard: administrators and email support."""
    return env.ref("base.group_system") | env.ref("mail_troubleshooting.group_mail_support")


def readers(env):
    """Who may read the dashboard."""
    groups = reader_groups(env).sudo()  # sudo: only to tell them, or to choose among them
    return groups.all_user_ids.filtered("active")


def chosen_people(env):
    """Those whom the settings name, and who may still read the dashboard."""
    ids = [int(text) for text in parameter(env, "alert_user_ids").split(",") if text.isdecimal()]
    return readers(env).filtered(lambda user: user.id in ids)


def people(env):
    """Those whom the settings name; where nobody of them is left, all administrators."""
    administrators = env.ref("base.group_system").sudo().all_user_ids  # sudo: only to tell them
    root = env.ref("base.user_root")
    return chosen_people(env) or administrators.filtered(lambda user: user.active and user != root)


def chosen_channel(env):
    """The channel that the settings name, where it still exists."""
    text = parameter(env, "alert_channel_id")
    channel = env["discuss.channel"].sudo()  # sudo: the addon posts into it, whoever its members are
    return channel.browse(int(text) if text.isdecimal() else 0).exists()


def alert_channel(env):
    """The channel that the settings name, or the addon's own."""
    own = env.ref("mail_troubleshooting.channel_alerts", raise_if_not_found=False)
    return chosen_channel(env) or (own and own.sudo()) or _make_channel(env)  # sudo: as above


def _make_channel(env):
    """The addon's own channel, for administrators. It goes when the addon is uninstalled."""
    group = env.ref("base.group_system")
    channels = env["discuss.channel"].sudo()  # sudo: its members come from the group
    made = channels.create(
        {
            "name": env._("Email Troubleshooting"),
            "description": env._("Alerts when email stops working and when it recovers."),
            "channel_type": "channel",
            "group_public_id": group.id,
            "group_ids": [(6, 0, group.ids)],
        }
    )
    names = env["ir.model.data"].sudo()  # sudo: so that uninstalling finds it
    names.create(
        {
            "module": "mail_troubleshooting",
            "name": "channel_alerts",
            "noupdate": True,
            "model": made._name,
            "res_id": made.id,
        }
    )
    return made
