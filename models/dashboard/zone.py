"""Moments as people read them, and the day of the company."""

from pytz import all_timezones_set, timezone, utc

from odoo import api, fields, models
from odoo.tools import format_datetime


class MailTroubleshootingZone(models.AbstractModel):
    _name = "mail.troubleshooting.zone"
    _description = "Time Zones of Email Troubleshooting"

    @api.model
    def _told(self, moment) -> str:
        """A moment in language and time zone of who reads it. Where nobody chose a zone it says that it is UTC."""
        text = format_datetime(self.env, moment.replace(microsecond=0), tz=str(self.env.tz))
        return f"{text} UTC" if self.env.tz == utc else text

    @api.model
    def _told_with_zone(self, moment) -> str:
        """The same for a text that leaves the screen, or that several people read: it names the zone."""
        text = self._told(moment)
        return text if self.env.tz == utc else f"{text} ({self.env.tz})"

    @api.model
    def _home(self) -> str:
        """The zone in which days are counted: that of the first company's contact, else of the administrator."""
        company = self.env["res.company"].sudo().search([], limit=1)  # sudo: the name of a zone
        administrator = self.env.ref("base.user_admin", raise_if_not_found=False)
        for known in (company, administrator and administrator.sudo()):  # sudo: as above
            if known and known.partner_id.tz in all_timezones_set:
                return known.partner_id.tz
        return "UTC"

    @api.model
    def _tomorrow(self):
        """When tomorrow begins at home, in UTC."""
        return self._day(1)

    @api.model
    def _day(self, days: int = 0):
        """When today began at home, in UTC, or so many days later."""
        zone = timezone(self._home())
        now = utc.localize(fields.Datetime.now()).astimezone(zone).replace(tzinfo=None)
        midnight = fields.Datetime.add(now.replace(hour=0, minute=0, second=0, microsecond=0), days=days)
        return zone.localize(midnight).astimezone(utc).replace(tzinfo=None)
