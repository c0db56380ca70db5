"""What happens when an email is sent, and when that fails, in this order:

1.  The scheduler's queue takes the oldest emails, batch after batch: ``models/sending/mail_mail_queue.py``. What it
    remembers from batch to batch is a ``QueueRun`` (``queue_run.py``); what outlives a kill is ``models/sending/batch.py``.
2.  It claims each email, so that no other run sends it at the same time, and hands it to Odoo.
3.  ``models/sending/mail_mail.py`` opens a ``SendingLog`` (``sending_log.py``) for the emails that go over one session:
    what becomes of each, recipient by recipient. It asks who has them already (``models/sending/attempt.py``) and what
    may be sent again all the same (``models/sending/release.py``).
4.  Odoo builds an email and calls ``send_email``. Ours stands above every other addon's (``outermost.py``), and hands
    the email over (``hand_over.py``).
5.  ``listener.py`` hears what is said over the session (``tools/sessions/conversation.py``). A connection that the server closed
    between two emails is opened again below ``send_email`` (``connection.py``).
6.  Just before the dot that ends the text, the journal keeps that the server may have it from now on (``journal.py``), on
    a connection of its own. Without that the dot is not sent. What an error of the database means: ``database_error.py``.
7.  The reply is kept for each recipient, with its cause (``tools/replies/classifier.py``).
8.  Odoo concludes the email; what failed is written on the email and its notifications: ``_postprocess_sent_message`` in
    ``models/sending/mail_mail.py``.
9.  A failure that passes is planned again, for whom that can help: ``models/sending/mail_mail_retry.py``.
10. An email at which sending itself breaks is found and set aside; what happened is kept
    (``models/sending/interruption.py``, ``ending.py``), and the others go on.
"""
