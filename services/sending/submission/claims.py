"""Nobody sends an email that somebody else is sending at this moment."""

from contextlib import closing

from psycopg2.extensions import TransactionRollbackError

from odoo.tools import split_every

from ..journal import AttemptJournal

#: Emails that are claimed together. Short, so that two runs at once share the work.
TOGETHER = 50
#: The same where they are claimed for a moment: all locks of all databases of one PostgreSQL have one small table.
FOR_A_MOMENT = 500


def claimed_parts(mails):
    """Part after part, those that nobody else sends, with the journal that has the connection by which they are claimed.

    For who commits after each email.
    """
    for ids in split_every(TOGETHER, mails.ids):
        with closing(AttemptJournal(mails.env)) as journal, journal.claimed(list(ids)) as claimed:
            mails.env.cr.commit()  # pylint: disable=invalid-commit  # to see what others sent meanwhile
            yield _free(mails.browse(claimed)), journal


def locked(mails):
    """Those that nobody else sends, and whose rows are ours until the end of this transaction.

    They are claimed until then only: it may be long, and who claims them later finds the rows locked.
    """
    # What this very transaction has made, nobody else can see yet.
    mine = mails.filtered(lambda mail: mail.create_date == mail.env.cr.now())
    if others := mails - mine:
        with closing(AttemptJournal(mails.env)) as journal:
            for ids in split_every(FOR_A_MOMENT, others.ids):
                with journal.claimed(list(ids)) as claimed:
                    mine |= _free(mails.browse(claimed))
    return mails & mine


def _free(mails):
    """Those that nobody else writes to, or has written to since this transaction began to look."""
    try:
        with mails.env.cr.savepoint():  # what the caller did before stands
            return mails.browse(mails.try_lock_for_update(allow_referencing=True).ids)
    except TransactionRollbackError:
        return mails.browse().union(*map(_free, mails)) if len(mails) > 1 else mails.browse()
