"""How good the way is that an email takes."""

from __future__ import annotations

from dataclasses import dataclass

from .choice import FIRST
from .returns import MAILBOX, NOWHERE

OK, INFO, WARNING, ERROR = "ok", "info", "warning", "error"


@dataclass(frozen=True)
class Way:
    """
    :param error: Odoo would send nothing
    :param rule: by which the server was taken
    :param is_covered: whether the server's FROM filter covers the From address
    :param is_replaced: whether the From address was replaced
    :param where: a bounce arrives
    """

    error: bool = False
    rule: str = ""
    is_covered: bool = True
    is_replaced: bool = False
    where: str = ""


def verdict(way: Way) -> tuple[str, str]:
    """Severity, and the code of what matters most."""
    if way.error:
        return ERROR, "way_stops"
    if not way.is_covered:
        return ERROR, "way_first" if way.rule == FIRST else "way_uncovered"
    if way.where == NOWHERE:
        return WARNING, "way_nowhere"
    if way.where == MAILBOX:
        return WARNING, "way_mailbox"
    if way.is_replaced:
        return INFO, "way_replaced"
    return OK, "way_good"
