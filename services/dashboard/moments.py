"""Moments as people read them, and the day of the company."""

from pytz import all_timezones_set, timezone, utc

from odoo import fields
from odoo.tools import format_datetime


def format_moment(env, moment) -> str:
    """A moment in language and time zone of who reads it. Where nobody chose a zone it says that it is UTC."""
    text = format_datetime(env, moment.replace(microsecond=0), tz=str(env.tz))
    return f"{text} UTC" if env.tz == utc else text


def format_moment_with_zone(env, moment) -> str:
    """The same for a text that leaves the screen, or that several people read: it names the zone."""
    text = format_moment(env, moment)
    return text if env.tz == utc else f"{text} ({env.tz})"


def home_zone(env) -> str:
    """The zone in which days are counted: that of the first company's contact, else of the administrator."""
    company = env["res.company"].sudo().search([], limit=1)  # sudo: the name of a zone
    administrator = env.ref("base.user_admin", raise_if_not_found=False)
    for known in (company, administrator and administrator.sudo()):  # sudo: as above
        if known and known.partner_id.tz in all_timezones_set:
            return known.partner_id.tz
    return "UTC"


def tomorrow(env):
    """When tomorrow begins at home, in UTC."""
    return day_start(env, 1)


def day_start(env, days: int = 0):
    """When today began at home, in UTC, or so many days later."""
    zone = timezone(home_zone(env))
    now = utc.localize(fields.Datetime.now()).astimezone(zone).replace(tzinfo=None)
    midnight = fields.Datetime.add(now.replace(hour=0, minute=0, second=0, microsecond=0), days=days)
    return zone.localize(midnight).astimezone(utc).replace(tzinfo=None)
