"""The content is refused."""

from __future__ import annotations

from ..shape import broken

TO = tuple(
    f"{name}@{domain}.example" for name in ("kim", "lea", "max") for domain in ("mill", "lumber", "bakery", "farm")
)


@broken("cause:spam_content")
def content_taken_for_spam(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("554 5.7.1 Message rejected as spam by content filter (score 14.2)", of=(9, 10), stage="dot")
    firm.write_to(*TO)
    firm.hours_pass(1)
    firm.write_to(*TO[:4], author=firm.ada)


@broken("cause:message_too_large")
def attachments_too_large(firm):
    firm.server("Main", "size_limited")
    firm.ordinary_days()
    plans = [("plan.bin", b"x" * 40_000)]
    firm.write_to(*TO[:8], attachments=plans)
    firm.write_to(*TO[8:])
    firm.hours_pass(1)
    firm.write_to(*TO[:2], author=firm.ada, attachments=plans)


@broken("cause:remote_server_error | cause:domain_or_url_blocklisted | cause:policy_rejected", quiet=True)
def one_customer_has_a_rule_against_us(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.7.1 Rejected by the policy of this organisation", to="mill.example")
    firm.write_to(*TO)
    firm.hours_pass(1)
    firm.write_to(*TO[:4], author=firm.ada)
