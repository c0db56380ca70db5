"""What happens when somebody clicks a red envelope, and with failures in general:

1.  The browser asks for one message: ``models/failures/envelope/wizard.py``. Whether this user may see its failures,
    and send it again, says ``envelope/access.py``; every id from the browser comes by there.
2.  ``envelope/opened.py`` gives one payload: a card for each recipient who was not reached (``cards.py``), who has it
    or waits, and who was never tried (``progress.py``), and what users asked (``questions.py``).
3.  A card says why, who must act, and what to send on (``reason.py``), how often it was tried (``attempts.py``), and
    which address may have been meant (``other_addresses.py``). Addresses that are none of her business are taken out
    (``recipients.py``).
4.  *Send & close*: ``envelope/resolve.py`` locks the failures, settles those that are ignored, and has
    ``new_emails.py`` make emails for the others: from the failed one, or from the message where Odoo has deleted it.
5.  *Ask an administrator*: ``envelope/questions.py`` makes an activity for those who may read the message; once for a
    message and a cause. It goes when nothing of the message is red any more.
6.  *My Email Failures* (``models/failures/envelope/my_failures.py``): ``my_failures/payload.py`` shows them by cause;
    whose they are says ``whose.py``, which are meant ``filters.py``. ``one_then_rest.py`` tries one, then the rest.
7.  *Classify This Reply…*: a rule (``models/failures/rule.py``) is looked at beforehand by ``reply_rules.py``, which
    also gives all rules to whatever finds causes. ``models/failures/backfill.py`` explains past failures anew.
8.  ``bounces/`` is what happens when a bounce, a complaint or an automatic reply comes in.
9.  The knowledge base is read by ``causes.py``. Which of a cause's steps help in one case decides
    ``tools/evidence/steps.py``, by what ``evidence.py`` knows of the server, the reply and the recipient.

Beside the envelope: ``mailing_traces.py`` counts the failures of mailings by the same causes; ``suppression.py`` tells
why an address gets no mailings any more, and takes it off the blacklist where that was our own fault; ``together.py``
finds a list that was put there by mistake. ``incidents/`` tells what makes emails fail, since when, and when it is over;
``repeated.py`` which contacts and domains fail again and again.
``complaints.py`` tells whether a complaint can be believed, and keeps it for a person where it may have been forged.
"""
