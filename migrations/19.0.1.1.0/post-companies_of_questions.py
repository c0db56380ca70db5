"""Questions get the company of the document that they are about, by which they are shown from now on."""


def migrate(cr, version):
    cr.execute(
        """UPDATE mail_troubleshooting_question AS question SET company_id = message.record_company_id
           FROM mail_message AS message WHERE message.id = question.mail_message_id AND question.company_id IS NULL"""
    )
