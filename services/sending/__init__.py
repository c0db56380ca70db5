"""What happens when an email is sent, and when that fails, in this order. Odoo calls ``models/sending/mail_mail.py``.

1.  The scheduler's queue takes the oldest emails, batch after batch: ``queue/batches.py``. What it remembers from batch to
    batch is a ``QueueRun`` (``queue/run.py``); what outlives a kill is a mark (``queue/marks.py``, ``queue/careful.py``).
2.  Emails are claimed, so that no other run sends them at the same time: ``submission/claims.py``.
3.  ``submission/start.py`` opens a ``SendingLog`` for the emails that go over one session: what becomes of each, recipient
    by recipient (``submission/sending_log.py``, ``results.py``). It asks the journal who has them already, and which round
    of sending each recipient has reached (``attempts/settled.py``).
4.  Before an email is prepared, those who have it and those who are given up are left out: ``submission/left_out.py``.
5.  Odoo builds an email and calls ``send_email``. Ours stands above every other addon's (``outermost.py``), and hands the
    email over: ``submission/hand_over.py``.
6.  ``submission/listener.py`` hears what is said over the session (``tools/sessions/conversation.py``). A connection that
    the server closed between two emails is opened again below ``send_email``: ``submission/connection.py``.
7.  Just before the dot that ends the text, the journal keeps that the server may have it from now on: ``journal.py``, on a
    connection of its own (``attempts/``). Without that the dot is not sent. Errors of the database: ``database_error.py``.
8.  The reply is kept for each recipient, with its cause (``tools/replies/classifier.py``), and without what is secret
    (``secrets_of_servers.py``).
9.  Odoo concludes the email. What failed is written on it and on its notifications: ``submission/conclusion.py``. Then, and
    only then, what stands is diagnosed: ``services/failures/diagnosis.py``.
10. A failure that passes is tried again: when (``retries/plan.py``), for whom (``retries/given_up.py``), and how it goes
    back into the queue, as a person may have it as well (``retries/again.py``).
11. An email at which sending itself breaks is found and set aside: ``queue/culprits.py``. What happened is kept, and the
    others go on: ``queue/interruptions.py``, ``queue/ending.py``.

Beside that path: what waits in the queue (``queue_state.py``), how fast it gets there (``queue/pace.py``), and how much was
accepted (``volume.py``).
"""
