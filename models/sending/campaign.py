"""Mailings in the scheduler: one that cannot go does not hold up the others.

``mass_mailing`` is an optional neighbour, so that its model cannot be inherited here. As automation rules do in Odoo
itself, its methods are wrapped on the class of the registry once it has been loaded, in those databases that have it.
"""

from odoo import api, models

MAILING = "mailing.mailing"
#: In the context of a run of the queue of mailings: the state of those that failed, by id.
FAILED = "mail_troubleshooting_failed_mailings"


class MailTroubleshootingCampaign(models.AbstractModel):
    _name = "mail.troubleshooting.campaign"
    _description = "Mailings That Do Not Hold Up Each Other"

    def _register_hook(self):
        super()._register_hook()
        if MAILING not in self.env:
            return
        registry_class = self.env.registry[MAILING]
        for make in WRAPPERS:
            origin = getattr(registry_class, make.__name__, None)
            if origin and origin.__module__ != __name__:
                setattr(registry_class, make.__name__, make(origin))

    def _unregister_hook(self):
        super()._unregister_hook()
        if MAILING not in self.env:
            return
        registry_class = self.env.registry[MAILING]
        for name, method in list(vars(registry_class).items()):
            if getattr(method, "__module__", None) == __name__:
                delattr(registry_class, name)

    @api.model
    def _do(self, mailing, work):
        """What the work on a mailing gives, None where it failed: then it waits, and the next one has its turn."""
        failed = mailing.env.context[FAILED]
        if mailing.id in failed:
            mailing.state = failed[mailing.id]  # Odoo has begun with it in the meantime
            return None
        result, apart = None, mailing.env["mail.troubleshooting.interruption"]
        try:
            with apart._apart("campaign", mailing) as outcome:
                result = work(mailing.with_context(**{FAILED: None}))
        finally:
            if outcome.error and not outcome.is_fatal:
                failed[mailing.id] = mailing.state
            if outcome.is_passing or outcome.is_fatal:
                apart._run_again()
        return result

    @api.model
    def _keep_reached(self, mailings) -> None:
        """Before Odoo deletes failed emails and writes new ones: those that somebody has, or may have, go on as they are.

        A new email has a message of its own, of which nobody knows who has the old one.
        """
        mails = self.env["mail.mail"].sudo()  # sudo: as Odoo does, emails of these mailings
        failed = mails.search([("mailing_id", "in", mailings.ids), ("state", "=", "exception")])
        settled = self.env["mail.troubleshooting.attempt"]._settled(failed.mail_message_id.ids)
        reached = {message_id for message_id, _address, _partner in settled}
        kept = failed.filtered(lambda mail: mail.mail_message_id.id in reached)
        if kept:
            kept.mark_outgoing()
            kept.mailing_trace_ids.write({"trace_status": "outgoing", "failure_type": False})
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()


def action_retry_failed(origin):
    def action_retry_failed(self):
        self.env["mail.troubleshooting.campaign"]._keep_reached(self)
        return origin(self)

    return action_retry_failed


def _process_mass_mailing_queue(origin):
    def _process_mass_mailing_queue(self):
        return origin(self.with_context(**{FAILED: {}}))

    return api.model(_process_mass_mailing_queue)


def _get_remaining_recipients(origin):
    def _get_remaining_recipients(self):
        if self.env.context.get(FAILED) is None:
            return origin(self)
        found = self.env["mail.troubleshooting.campaign"]._do(self, origin)
        # Odoo calls a mailing without recipients done, which is not what this one is.
        return [0] if found is None else found

    return _get_remaining_recipients


def _action_send_mail(origin):
    def _action_send_mail(self, res_ids=None):
        if self.env.context.get(FAILED) is None:
            return origin(self, res_ids)
        self.env["mail.troubleshooting.campaign"]._do(self, lambda mailing: origin(mailing, res_ids))
        return True

    return _action_send_mail


#: By the name of what each wraps.
WRAPPERS = (_process_mass_mailing_queue, _get_remaining_recipients, _action_send_mail, action_retry_failed)
