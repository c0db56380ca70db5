"""An outgoing server, and what it says to whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..lab import MailLab
from ..lab.behaviours import RCPT, REPLY, Behaviour


@dataclass
class Server:
    """An outgoing server of Odoo's and the mail server behind it."""

    record: object
    lab: MailLab
    rules: list = field(default_factory=list)

    def says(self, reply: str, *, to="", after=0, of=(), stage=RCPT, action=REPLY) -> None:
        """Refuse from now on.

        :param to: what addresses end with or are, one or several; empty: all
        :param after: so many are taken before
        :param of: (how many, of how many) are refused
        """
        rule = {"to": (to,) if isinstance(to, str) else tuple(to), "after": after, "of": of, "seen": 0}
        self.rules.append(rule | {"behaviour": Behaviour("drill", stage, action, reply)})
        self.lab.plan(self._plan)

    def behaves(self) -> None:
        """Refuse nothing any more."""
        self.rules.clear()

    def _plan(self, asked):
        if asked.stage != RCPT:
            return None
        for rule in self.rules:
            if not asked.recipient.lower().endswith(rule["to"]):
                continue
            rule["seen"] += 1
            few, many = rule["of"] or (1, 1)
            if rule["seen"] > rule["after"] and rule["seen"] * few % many < few:
                return rule["behaviour"]
        return None
