"""What is to become of each recipient, what has become of it, and how many there are of each."""

from ....tools.replies.readable import readable

#: Verdicts that are sent to where somebody chose so.
CHOSEN = ("fixed", "ours", "address", "uncertain", "bounced", "permanent")


def state_and_words(line, attempts: dict) -> tuple[str, str]:
    """State of a line, and what the server said.

    :param attempts: the last attempts of its message, by message, address and contact
    """
    if not line.is_asked:
        return ("planned" if _is_planned(line) else "left_out"), ""
    if line.verdict in ("archived", "unreachable", "settled"):
        return "left_out", ""
    attempt = attempts.get((line.mail_message_id.id, line.address, line.partner_id.id or 0))
    had_it = attempt and not line.is_bounce and attempt.outcome == "accepted" and not attempt.released
    if attempt and (had_it or attempt.id > line.last_attempt):
        words = attempt.reply or ""
        return ("accepted" if attempt.outcome == "accepted" else "failed"), readable(words) or words
    return "waiting", ""


def _is_planned(line) -> bool:
    return line.verdict == "usual" or (line.verdict in CHOSEN and line.resend_id[f"include_{line.verdict}"])


def counts(lines) -> dict[str, int]:
    """How many emails and recipients are planned, left out, on their way, accepted and failed again."""
    states = lines.mapped("state")
    planned = lines.filtered(lambda line: line.state == "planned")
    verdicts = lines.mapped("verdict")
    asked = len(lines.filtered("is_asked"))
    waiting = states.count("waiting")
    accepted = len(lines.filtered(lambda line: line.is_asked and line.state == "accepted"))
    return {
        "email_count": len(set(planned.mapped("mail_message_id.id"))),
        "planned_count": len(planned),
        # An address that does not exist tells nothing about the others.
        "can_try_one": len(planned) > 1 and any(line.verdict != "address" for line in planned),
        **{f"{verdict}_count": verdicts.count(verdict) for verdict in CHOSEN},
        "asked_count": asked,
        "left_out_count": len(states) - len(planned) - asked,
        "waiting_count": waiting,
        "accepted_count": accepted,
        "failed_count": asked - waiting - accepted,
        "progress": 100 * (asked - waiting) // asked if asked else 0,
    }
