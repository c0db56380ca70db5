"""What follows from one incoming report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ....tools.values import DeliveryReport, Diagnosis, RecipientReport


@dataclass
class Failure:
    """One recipient that failed, the notifications that tell of it, and the address that was written to."""

    recipient: RecipientReport
    diagnosis: Diagnosis
    notifications: Any
    address: str
    reason: str


@dataclass
class Call:
    """One call of ``_routing_handle_bounce``: what it is told, and whether core may count it on the address."""

    values: dict = field(default_factory=dict)
    counts: bool = True


@dataclass
class IncomingBounce:
    """What follows from one incoming message. Stands in ``message_dict`` between parsing and routing.

    :param calls: one for each address that failed, at least one
    """

    report: DeliveryReport
    message: Any
    failures: list[Failure] = field(default_factory=list)
    calls: list[Call] = field(default_factory=lambda: [Call()])
