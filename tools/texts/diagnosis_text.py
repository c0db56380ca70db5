"""What is known of one failure as a plain text, for whoever helps."""

from __future__ import annotations

from .plain_text import harmless
from .redact import Redactor

#: By what stands beside it alone: whoever may write a reply would learn by asterisks which guess at a password was right.
_WITHOUT_SECRETS = Redactor(())


def diagnosis_text(lines: list[tuple[str, str]]) -> str:
    """A line for each label and value, without those that are empty; further lines of a value are indented.

    Passwords and tokens that can be told by what stands beside them are replaced.
    """
    shown = [(label, _WITHOUT_SECRETS(harmless(value)).strip()) for label, value in lines]
    return "\n".join(f"{label}: " + value.replace("\n", "\n  ") for label, value in shown if value)
