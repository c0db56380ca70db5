"""Moments as people read them, and the day of the company."""

from pytz import all_timezones_set, timezone, utc

from odoo import fields
from odoo.tools import format_date, format_time


def format_moment(env, moment, *, with_date: bool = False) -> str:
    """A moment in language and time zone of who reads it, to the minute, without the date where that is today's.

    Where nobody chose a zone it says that it is UTC.
    """
    here = utc.localize(moment).astimezone(env.tz)
    # Which space stands before "AM" depends on the version of Babel.
    text = format_time(env, moment, tz=str(env.tz), time_format="short").replace("\u202f", " ")
    if with_date or here.date() != utc.localize(fields.Datetime.now()).astimezone(env.tz).date():
        text = f"{format_date(env, here.date(), date_format='medium')}, {text}"
    return f"{text} UTC" if env.tz == utc else text


def format_moment_with_zone(env, moment) -> str:
    """The same for a text that leaves the screen, or that several people read: it names the day and the zone."""
    text = format_moment(env, moment, with_date=True)
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
