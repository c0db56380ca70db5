"""What is asked about who sends as whom, and what is answered: the payloads that JavaScript reads."""

from typing import Literal, TypedDict


class RecordLink(TypedDict):
    """A record that can be opened."""

    model: str
    id: int
    name: str


class Question(TypedDict, total=False):
    """Which email is meant.

    :param kind: "user" (id of a user who writes), "template", "mailing", "email" (a mail.mail), "automatic" (OdooBot),
        "digest", "sender" (a From address, whoever writes)
    :param company_id: of the document where none is given; without it the user's own
    :param model: of the document, with its res_id; without them an email without document
    """

    kind: Literal["user", "template", "mailing", "email", "automatic", "digest", "sender"]
    id: int
    address: str
    company_id: int
    model: str
    res_id: int


#: What a step is about.
About = Literal["sender", "server", "from", "envelope_sender", "reply_to", "bounce"]


class Step(TypedDict):
    """What decides, in order.

    :param code: of the rule, such as "server_of_exact_address"
    :param record: the record that decides; None for who may not open it, and where none does
    :param proven: whether Odoo, asked again without that record, decided otherwise
    """

    code: str
    about: About
    text: str
    record: RecordLink | None
    proven: bool


class Route(TypedDict):
    """What Odoo decides for one email; addresses as they are written into it, empty where there is none.

    :param server_id: False: the default server of odoo.conf, or who asks may not know
    :param server_name: empty where who asks may not know
    :param replaced: the From address that was replaced, empty where it was not
    """

    server_id: int | bool
    server_name: str
    email_from: str
    envelope_sender: str
    reply_to: str
    replaced: str


class Return(TypedDict):
    """What becomes of a bounce.

    :param where: "database" (Odoo reads it), "mailbox" (somebody else's), "nowhere", "unknown"
    """

    where: Literal["database", "mailbox", "nowhere", "unknown"]
    text: str


class Decision(TypedDict):
    """An answer with its steps.

    :param title: such as "Emails that Mitchell Admin writes in My Company"
    :param message_id_domain: the part of the Message-Id after the @
    :param differs: whether Odoo decides otherwise than the steps explain
    :param error: why Odoo would send nothing, empty where it would; then the route is empty
    """

    question: Question
    title: str
    route: Route | None
    message_id_domain: str
    bounce: Return
    steps: list[Step]
    differs: bool
    error: str
    severity: Literal["ok", "info", "warning", "error"]
    verdict: str


class MatrixRow(TypedDict):
    """One sender of one company.

    :param emails: attempts of the last 90 days with this From address, None where attempts do not say
    """

    key: str
    question: Question
    company: str
    kind: Literal["user", "template", "mailing", "automatic", "sender"]
    name: str
    address: str
    emails: int | None
    route: Route | None
    bounce: Return
    severity: Literal["ok", "info", "warning", "error"]
    verdict: str


class Matrix(TypedDict):
    """Who sends as whom.

    :param hidden: how many From addresses were left out, as there are more than are shown
    """

    rows: list[MatrixRow]
    companies: list[RecordLink]
    servers: list[RecordLink]
    hidden: int
