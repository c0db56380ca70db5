"""Where Odoo's own tests end differently with the addon, and are meant to (see ``script/suites``)."""

import re

_ADDRESS = "A contact without an address lacks one; Odoo calls it invalid, as an address with a slip."

#: Reason by test.
DELIBERATE: dict[str, str] = {
    "odoo.addons.test_mail.tests.test_mail_mail.TestMailMail.test_mail_mail_send_exceptions_raise_management": "Where no server could be reached the email says so in its failure type, which Odoo leaves empty.",
    "odoo.addons.test_mail.tests.test_mail_mail.TestMailMail.test_mail_mail_send_exceptions_recipients_partners": _ADDRESS,
    "odoo.addons.test_mail.tests.test_mail_mail.TestMailMail.test_mail_mail_send_exceptions_recipients_partners_mixed": _ADDRESS,
    "odoo.addons.test_mail.tests.test_mail_scheduled_message.TestScheduledMessageBusiness.test_scheduled_message_posting": "What was begun for a message that cannot be posted is undone before its author is told; the test looks at it.",
}

#: Tests that count queries speak to no server. What their stand-in reports is kept for each recipient, as of every addon
#: that sends in its own way, and each statement of the journal has a savepoint around it under test: three instead of one.
_NO_SERVER = (
    "No server is spoken to: what a stand-in reports is kept for each recipient, each in a savepoint under test."
)
_COUNTING = ".test_performance."
#: Queries that a step may cost more than Odoo's tests of performance allow.
MORE_QUERIES = 2
_COUNT = re.compile(r"Query count more than expected for user \w+: (\d+) > (\d+)")


def reason(test: str, without: tuple[str, ...], beside: tuple[str, ...]) -> str:
    """Why a test is meant to end differently, empty where it is not.

    :param without: what it said without the addon
    :param beside: what it said with it
    """
    counts = [_COUNT.search(words) for words in beside if words not in without]
    if counts and all(counts) and all(int(count[1]) - int(count[2]) <= MORE_QUERIES for count in counts):
        return f"At most {MORE_QUERIES} queries more: what became of each email is kept."
    if counts and all(counts) and _COUNTING in test:
        return _NO_SERVER
    return DELIBERATE.get(test, "")
