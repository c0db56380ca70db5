"""Notices that say only that an email did not arrive: every word of theirs is known, and none gives a reason."""

from __future__ import annotations

import re

#: One of these has to be there.
_FAILED = frozenset(
    "deliver delivered delivery undeliverable undelivered undeliverably reach reached receive received arrive arrived "
    "returned failed failure sent zugestellt zustellung unzustellbar remis remise delivre délivré livré distribué entregar "
    "entregado entrega entregue consegnato consegnare recapitato recapitare bezorgd afgeleverd gửi".split()
)
#: The other words of such notices: greetings, apologies, the program that wrote them, whom they are about, and grammar.
_ALSO = frozenset(
    # English
    "hi hello sorry afraid regret i've its inform notice notification notify notified message messages contents mail mails e-mail e-mails "
    "email emails letter this that these it its is was were be been being are has have had a an the to for of from by at on "
    "in or and one more all some any your you i i'm we our my me not no couldn't wasn't weren't didn't can't could can did "
    "able unable didnt wasnt couldnt cannot following recipient recipients recipient's address addresses addressee user users "
    "person people server system software program qmail-send postmaster mailer-daemon automatic automatically generated "
    "created created status report reports non-delivery non delivery permanent permanently fatal error errors problem given "
    "up giving give gave work out end sender copy original below above line attached included subject because "
    "attempt attempts tried trying try final finally please note which whom sending specified listed shown s "
    # German, French, Spanish, Italian, Portuguese, Dutch, Vietnamese
    "ihre ihr nachricht nachrichten die der das den dem an und konnte konnten nicht werden wurde folgende folgenden "
    "empfänger adresse leider fehler votre le la les l'adresse message courrier n'a n'ont pas pu être etre a à au aux "
    "été ete destinataire destinataires suivant suivants adresse erreur désolé su el los las mensaje correo no se ha han "
    "podido pudo ser fue al a siguiente siguientes destinatario destinatarios dirección error il suo messaggio non è stato "
    "possibile i seguenti seguente destinatari indirizzo errore o a sua seu mensagem não pôde pode foi ao aos seguinte "
    "endereço erro uw bericht kon niet worden aan de volgende ontvanger thư của bạn không thể được đến người nhận".split()
)
_KNOWN = _FAILED | _ALSO
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
#: Names of servers and numbers. Addresses are masked already.
_NAMES = re.compile(r"(?<![\w@-])[\w@-]{1,64}(?:[.:][\w@-]{1,64}){1,8}|@+")
#: Longer notices say something.
_LONGEST = 1200


def gives_no_reason(text: str) -> bool:
    """Whether a normalised text says that an email failed, and nothing else. A link may say more."""
    if len(text) > _LONGEST or "://" in text or "www." in text:
        return False
    words = set(_WORD.findall(_NAMES.sub(" ", text)))
    return not words.isdisjoint(_FAILED) and words <= _KNOWN
