"""Many emails at once, as nobody writes them one by one."""

from __future__ import annotations

from odoo.tools import SQL


def many_waiting(firm, mail, number: int) -> None:
    """Copy one waiting email so often, with a message and an address for each."""
    env = firm.env
    env.flush_all()
    message = _columns(env, "mail_message", "message_id")
    row = _columns(env, "mail_mail", "mail_message_id", "email_to")
    env.cr.execute(
        SQL(
            """
            WITH made AS (
                INSERT INTO mail_message (message_id, %(message)s)
                SELECT format('<drill-%%s-%%s@firm.example>', %(mail)s, n), %(message)s
                  FROM mail_message, generate_series(1, %(number)s) n WHERE mail_message.id = %(original)s
                RETURNING id
            )
            INSERT INTO mail_mail (mail_message_id, email_to, %(row)s)
            SELECT made.id, format('reader%%s@mill.example', made.id), %(row_of_mail)s
              FROM made, mail_mail mail WHERE mail.id = %(mail)s
            """,
            message=SQL(", ").join(map(SQL.identifier, message)),
            row=SQL(", ").join(map(SQL.identifier, row)),
            row_of_mail=SQL(", ").join(SQL.identifier("mail", column) for column in row),
            mail=mail.id,
            original=mail.mail_message_id.id,
            number=number,
        )
    )
    firm.commit()


def _columns(env, table: str, *but: str) -> list[str]:
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s", [table]
    )
    return [column for (column,) in env.cr.fetchall() if column not in (*but, "id")]
