"""The email that is asked about, made as whoever sends it makes it, by Odoo's own methods. Nothing is sent.

Only what the route follows from is made: no text, no attachments and no reports, and the recipient is nobody.
"""

from dataclasses import dataclass

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError

from .values import Question

#: Nobody, at a domain that is never on the internet (RFC 6761).
NOBODY = "nobody@mail-troubleshooting.invalid"


@dataclass(frozen=True)
class Letter:
    """An email to ask about.

    :param mail: the email, in the environment that would send it
    :param source: the record that names the sender: a user, a template, a mailing, an email
    :param document: what it is about; empty where it is about nothing
    :param company: of the document, else of who sends
    """

    mail: object
    source: object
    document: object
    company: object


def make(env, question: Question) -> Letter:
    """
    :raises UserError: if what is asked about was deleted, or there is nothing to try it on
    """
    return KINDS[question.get("kind", "user")](env, question)


def _of_user(env, question: Question) -> Letter:
    """As the chatter and ``message_notify`` make it, and ``send_after_commit`` sends it: with the user's company."""
    user = _existing(env, "res.users", question.get("id") or env.uid)
    company = _company(env, question, user)
    acting = acting_as(env, user, company)
    document = _document(acting, question)
    Thread = document or acting["mail.thread"]
    author_id, email_from = acting["mail.thread"]._message_compute_author(None, None)
    return _posted(acting, Thread, user, company, {"author_id": author_id, "email_from": email_from})


def _of_robot(env, question: Question) -> Letter:
    return _of_user(env, {**question, "id": SUPERUSER_ID})


def _of_template(env, question: Question) -> Letter:
    """As the dialog of a document sends a template, or ``send_mail`` where the document has no chatter."""
    template = _existing(env, "mail.template", question.get("id"))
    user = _existing(env, "res.users", env.uid)
    company = _company(env, question, user)
    acting = acting_as(env, user, company)
    template = template.with_env(acting)
    if not template.model or template.model not in acting:
        raise UserError(env._("This template belongs to no kind of document."))
    document = _document(acting, question) or _newest(acting, template.model, company)
    names = ("email_from", "reply_to", "mail_server_id", "model", "res_id", "auto_delete")
    values = template._generate_template(document.ids, names)[document.id]
    if is_sent_by_itself(template):
        values = {name: value for name, value in values.items() if name != "email_from" or value}
        mail = acting["mail.mail"].create({**values, "email_to": NOBODY, "body_html": ""})
        return Letter(_in_queue(mail), template, document, document._mail_get_companies(company)[document.id])
    email_from = values["email_from"] or user.with_env(acting).email_formatted
    author_id = acting["mail.thread"].with_context(active_test=False)._message_compute_author(None, email_from)[0]
    posted = {
        "author_id": author_id or user.partner_id.id,
        "email_from": email_from,
        "mail_server_id": values["mail_server_id"],
    }
    if values["reply_to"]:
        posted["reply_to"] = values["reply_to"]
    return _posted(acting, document, template, company, posted)


def _of_mailing(env, question: Question) -> Letter:
    """As the scheduler makes it, in mass mode, for one of its recipients."""
    if "mailing.mailing" not in env:
        raise UserError(env._("Email Marketing is not installed."))
    mailing = _existing(env, "mailing.mailing", question.get("id"))
    acting = env(user=SUPERUSER_ID, context={"lang": env.lang})
    mailing = mailing.with_env(acting)
    document = _document(acting, question) or _newest(acting, mailing.mailing_model_real, acting.company)
    robot = acting.user.partner_id
    author = mailing.user_id.partner_id if robot == acting.ref("base.partner_root") else robot
    is_new = mailing.reply_to_mode == "new"
    reply_to = mailing.reply_to if is_new else document._notify_get_reply_to(mailing.email_from, author.id)[document.id]
    mail = acting["mail.mail"].create(
        {
            "model": document._name,
            "res_id": document.id,
            "author_id": author.id,
            "email_from": mailing.email_from,
            "reply_to": reply_to or mailing.email_from,
            "reply_to_force_new": is_new and bool(mailing.reply_to),
            "mail_server_id": mailing.mail_server_id.id,
            "record_alias_domain_id": document._mail_get_alias_domains(acting.company)[document.id].id,
            "record_company_id": document._mail_get_companies(acting.company)[document.id].id,
            "headers": repr(document._notify_by_email_get_headers()),
            "message_type": "email_outgoing",
            "mailing_id": mailing.id,
            "email_to": NOBODY,
            "body_html": "",
        }
    )
    return Letter(mail, mailing, document, mail.record_company_id)


def _of_digest(env, question: Question) -> Letter:
    """As ``digest.digest`` writes it, about no document, and the scheduler sends it."""
    if "digest.digest" not in env:
        raise UserError(env._("KPI digests are not installed."))
    digest = _existing(env, "digest.digest", question.get("id"))
    digest = digest.sudo()  # sudo: the company's address, as the scheduler reads it
    acting = env(user=SUPERUSER_ID, context={"lang": env.lang})
    email_from = digest.company_id.partner_id.email_formatted or acting.user.email_formatted
    mail = acting["mail.mail"].create(
        {"author_id": acting.user.partner_id.id, "email_from": email_from, "email_to": NOBODY, "body_html": ""}
    )
    return Letter(_in_queue(mail), digest, mail.env["mail.thread"], mail.env.company)


def _of_email(env, question: Question) -> Letter:
    mail = _in_queue(_existing(env, "mail.mail", question.get("id")))
    known = mail.model in mail.env and mail.res_id
    document = mail.env[mail.model].browse(mail.res_id).exists() if known else mail.env["mail.thread"]
    return Letter(mail, mail, document, mail.record_company_id or mail.env.company)


def _of_address(env, question: Question) -> Letter:
    """An email of a document of the company with this From address, whoever wrote it."""
    company = _company(env, question, env.user)
    acting = acting_as(env, _existing(env, "res.users", SUPERUSER_ID), company)
    domain = company.alias_domain_id or acting["mail.alias.domain"].search([], limit=1)
    mail = acting["mail.mail"].create(
        {
            "email_from": question.get("address"),
            "record_alias_domain_id": domain.id,
            "record_company_id": company.id,
            "email_to": NOBODY,
            "body_html": "",
        }
    )
    return Letter(mail, acting["mail.thread"], acting["mail.thread"], company)


#: How each kind of question is made into an email.
KINDS = {
    "user": _of_user,
    "automatic": _of_robot,
    "template": _of_template,
    "mailing": _of_mailing,
    "digest": _of_digest,
    "email": _of_email,
    "sender": _of_address,
}


def _posted(acting, thread, source, company, values: dict) -> Letter:
    """What ``message_notify`` and ``message_post`` write, up to the email."""
    has_document = thread._name != "mail.thread"
    if has_document:
        values = {
            **values,
            "model": thread._name,
            "res_id": thread.id,
            "record_alias_domain_id": thread._mail_get_alias_domains(acting.company)[thread.id].id,
            "record_company_id": thread._mail_get_companies(acting.company)[thread.id].id,
        }
    if "reply_to" not in values:
        of = thread.id if has_document else False
        values["reply_to"] = thread._notify_get_reply_to(values["email_from"], values["author_id"])[of]
    message = acting["mail.message"].create({"message_type": "user_notification", "is_internal": True, **values})
    base = thread._notify_by_email_get_base_mail_values(message, [], additional_values={"auto_delete": True})
    final = thread._notify_by_email_get_final_mail_values([], base, additional_values={"body_html": ""})
    mail = acting["mail.mail"].create({**final, "email_to": NOBODY})
    at_once = mail.with_env(acting(user=SUPERUSER_ID))  # as it is sent after the commit: with the company of who writes
    document = thread if has_document else acting["mail.thread"]
    return Letter(at_once, source, document, message.record_company_id or company)


def is_sent_by_itself(template) -> bool:
    """Whether no dialog sends it: what has no chatter, such as a user of whom the password is to be reset."""
    return not hasattr(template.env[template.model], "message_post")


def _in_queue(mail):
    """As the scheduler sends it: by OdooBot, with the company that OdooBot has."""
    return mail.with_env(mail.env(user=SUPERUSER_ID, context={}))


def acting_as(env, user, company):
    """As this user in this company. Superuser: what may be read is decided before it is asked."""
    context = {"lang": env.lang, "tz": user.tz, "allowed_company_ids": company.ids}
    return env(user=user.id, su=True, context=context)


def _company(env, question: Question, user):
    return _existing(env, "res.company", question.get("company_id") or user.company_id.id)


def _document(acting, question: Question):
    """What it is about, empty where nothing is named.

    :raises UserError: if it is no document, or was deleted
    """
    model, res_id = question.get("model"), question.get("res_id")
    if not model or not res_id:
        return acting["mail.thread"]
    if model not in acting or acting[model]._abstract:
        raise UserError(acting._("There is no such document."))
    return _existing(acting, model, res_id)


def _newest(acting, model: str, company):
    """A document to try it on: the newest of the company, else the newest."""
    Model = acting[model]
    name = Model._mail_get_company_field()
    of_company = Model.search([(name, "=", company.id)], order="id desc", limit=1) if name else Model
    found = of_company or Model.search([], order="id desc", limit=1)
    if not found:
        raise UserError(acting._("There is no document of this kind yet to try it on."))
    return found


def _existing(env, model: str, res_id):
    record = env[model].browse(int(res_id or 0)).exists()
    if not record:
        raise UserError(env._("This record was deleted."))
    return record
