"""Who writes to whom in one run, decided by the seed alone."""

from __future__ import annotations

import random
from dataclasses import dataclass

MOST_RECIPIENTS = 5
DOMAINS = ("harbour.example", "mill.example", "quarry.example")
SHARED = tuple(f"shared{number}@{DOMAINS[number % len(DOMAINS)]}" for number in range(20))
#: A message with recipients in the chatter, or an email without one.
CHATTER, EMAIL = "chatter", "email"


@dataclass(frozen=True)
class Letter:
    """One email to one to five recipients.

    :param contacts: addresses of contacts, each handed over alone
    :param addresses: addresses in one field, handed over together
    :param copies_to: addresses in the field Cc, handed over with the first others
    :param auto_delete: whether Odoo deletes the email (and an email's message) once it is sent
    :param size: characters of text
    """

    number: int
    kind: str
    contacts: tuple[str, ...]
    addresses: tuple[str, ...]
    copies_to: tuple[str, ...]
    auto_delete: bool
    size: int

    @property
    def subject(self) -> str:
        return f"Chaos {self.number}"

    @property
    def recipients(self) -> tuple[str, ...]:
        return self.contacts + self.addresses + self.copies_to


def letters(seed: int, count: int) -> list[Letter]:
    dice = random.Random(f"{seed}/letters")
    return [_letter(dice, number) for number in range(1, count + 1)]


def _letter(dice: random.Random, number: int) -> Letter:
    kind = dice.choices((CHATTER, EMAIL), weights=(2, 1))[0]
    total = dice.randint(1, MOST_RECIPIENTS)
    in_contacts = {"contacts": total, "addresses": 0, "both": dice.randint(0, total)}[
        dice.choices(("contacts", "addresses", "both"), weights=(3, 1, 2) if kind == CHATTER else (1, 3, 1))[0]
    ]
    contacts = [_address(dice, f"m{number}contact{place}") for place in range(in_contacts)]
    if len(contacts) > 1 and dice.random() < 0.3:
        contacts[-1] = dice.choice(SHARED)
    others = tuple(_address(dice, f"m{number}other{place}") for place in range(total - in_contacts))
    # Odoo hands Cc over with the first others; to a contact it would show every other contact's address.
    in_copy = 1 if kind == EMAIL and len(others) > 1 and dice.random() < 0.3 else 0
    return Letter(
        number=number,
        kind=kind,
        contacts=tuple(contacts),
        addresses=others[in_copy:],
        copies_to=others[:in_copy],
        auto_delete=kind == CHATTER or dice.random() < 0.5,
        size=dice.choice((200, 2_000, 2_000, 60_000)),
    )


def _address(dice: random.Random, name: str) -> str:
    return f"{name}@{dice.choice(DOMAINS)}"
