"""Words that give away what a message is, as rows: plain lower-case pieces of text, the cheapest thing to search for.

Collected from what the mail systems write; languages: en de fr es it pt nl ja zh ko ru vi. Whitespace is single blanks.
"""

from __future__ import annotations

# Tables: as many words a line as fit, or one wording a row.
# fmt: off

#: Display names and mailboxes that programs write bounces from.
DAEMON_FROM = (
    "mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "maildaemon", "postmaster", "mdaemon@",
    "mail delivery", "mail deliver", "delivery system", "delivery subsystem", "system administrator",
    "systemadministrator", "systemverwalter", "administrateur système", "administrador del sistema", "systeemadmin",
    "amministratore di sistema", "administrador do sistema", "mailsystem", "mail system", "mail-system",
    "mail_service", "mail service", "mailservice", "microsoft outlook", "microsoftexchange", "internet mail service",
    "mail router", "mail.router", "mailgateway", "mail gateway", "mail administrator", "mailadmin", "mail-admin",
    "mail server", "mailserver", "delivery failure", "delivery notification", "delivery status", "bounce@", "bounces@",
    "bounce-notif", "mail transport", "mta@", "smtp@", "smtp32", "uucp@", "ims@", "groupwise", "gwia", "mercury",
    "surgemail", "zustellsystem", "interscan", "imss", "courier", "mail list", "root@", "mmdf", "returned mail",
    "postfix", "exim", "delivery agent", "returnedmail", "ndr@", "email security", "mail-noreply@google",
    "complaints@email-abuse.amazonses", "mail sub-system", "non-delivery", "undeliverable", "message router",
)

#: … of which these also write other things.
WEAK_FROM = frozenset({"root@", "uucp@", "courier", "mercury", "postfix", "exim", "mail list", "mailadmin", "mail-admin",
                       "mail administrator", "email security"})

#: … which nobody else writes from.
ONLY_DAEMONS = frozenset({"mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "maildaemon"})

#: Subjects that only bounces (and delay or success notices) have.
BOUNCE_SUBJECT = (
    "undeliver", "delivery failure", "delivery failed", "failure notice", "returned mail", "returned email",
    "mail returned", "delivery status notification", "delivery notification", "delivery report", "mail delivery",
    "delivery problem", "delivery error", "non delivery", "non-delivery", "nondeliver", "not delivered",
    "not deliverable", "undelivered", "could not be delivered", "unable to deliver", "cannot deliver",
    "can't deliver", "failed mail", "mail failed", "mail failure", "failed delivery", "failure delivery",
    "message delivery", "delivery has failed", "unzustellbar", "nicht zustellbar", "nicht zugestellt", "zustellung",
    "zustellbenachrichtigung", "fehlgeschlagen", "returning message to sender", "returned to sender",
    "return to sender", "returning to sender", "unknown user", "user unknown", "address not found", "bounced",
    "bounce notification", "mail error", "processing error", "rejected mail", "message rejected", "rejected:",
    "permanent delivery", "permanent failure", "transient delivery", "failed to deliver", "failed message",
    "message undeliverable", "mail system error", "delivery unsuccessful", "unsuccessful delivery",
    "warning: could not send", "warning: message", "non remis", "non délivré", "non distribué", "n'a pas pu être",
    "échec de", "echec de", "échec d", "remise impossible", "mail non recapitabile", "recapito", "mancata consegna",
    "non recapitabile", "consegna", "no entregado", "no se puede entregar", "no se pudo entregar", "no entregable",
    "error de entrega", "no se ha podido", "devuelto", "correo devuelto", "estado de entrega", "fallo en la entrega",
    "falha na entrega", "não entregue", "nao entregue", "não foi possível", "devolvid", "não pôde ser",
    "notificação de status", "onbestelbaar", "niet bezorgd", "niet-bezorg", "nie można dostarczyć", "niedostarczon",
    "nedoručiteln", "kunde inte levereras", "kunne ikke leveres", "ei voitu toimittaa", "配信不能", "配信できません",
    "配信エラー", "配達不能", "送信できません", "送信エラー", "送信に失敗", "メール配信", "お届けできません", "配送不能",
    "エラーメール", "宛先不明", "退信", "退回", "无法投递", "投递失败", "投递错误", "发送失败", "未送达", "傳送失敗", "無法傳遞",
    "無法投遞", "系统退信", "郵件退回", "未傳遞", "无法传递", "배달 실패", "전송 실패", "배달되지", "반송", "전달 실패",
    "전송되지", "не доставлен", "недоставлен", "не удалось доставить", "ошибка доставки", "невозможно доставить",
    "сообщение не доставлено", "возврат", "không thể gửi", "không gửi được", "không được gửi", "thư bị trả lại",
    "gửi thất bại", "không thể chuyển", "thư trả lại", "delivery incomplete", "delivery delayed", "delivery delay", "mail not sent",
    "email not sent", "error during delivery", "e-mail error", "failure sending", "send error", "non reçu",
)

#: Sentences that only bounces have.
BOUNCE_PHRASES = (
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered",
    "was not delivered", "wasn't delivered", "were not delivered", "not been delivered", "unable to deliver",
    "wasn't able to deliver", "was not able to deliver", "not able to deliver", "not deliver", "undeliverable",
    "undelivered", "delivery to the following", "delivery failed", "delivery has failed", "failed to deliver",
    "did not reach the following", "following address(es) failed", "following addresses had", "failed permanently",
    "permanent fatal error", "permanent error", "fatal error", "transcript of session", "qmail-send program",
    "could not deliver", "couldn't deliver", "cannot deliver", "can not deliver", "message was rejected", "mail was rejected",
    "has been rejected", "is being returned", "has been returned", "was returned", "returned to you", "returned to sender",
    "user unknown", "unknown user", "no such user", "mailbox full", "quota exceeded", "over quota", "mailbox unavailable",
    "unknown recipient", "invalid recipient", "recipient unknown", "does not exist", "doesn't exist", "did not receive",
    "following recipient", "failed recipient", "delivery attempt", "delivery error", "delivery problem",
    "delivery status", "not listed in", "host unknown", "failed addresses", "address not found", "failure notice",
    "konnte nicht zugestellt", "konnte nicht übermittelt", "nicht zugestellt werden", "nicht zustellbar",
    "unzustellbar", "empfänger unbekannt", "fehler bei der zustellung", "zustellung an folgende", "nicht ausgeliefert",
    "n'a pas pu être", "n'ont pas pu être", "n'a pas été remis", "non remis", "n'a pas été délivré", "pas pu être remis",
    "pas pu être distribué", "échec de la remise", "impossible de remettre", "no se pudo entregar", "no pudo ser entregado",
    "no se ha podido entregar", "no ha sido entregado", "no se puede entregar", "error permanente", "ha fallado",
    "non è stato possibile", "non può essere", "impossibile recapitare", "non è stato recapitato", "non consegnat",
    "não pôde ser entregue", "não foi entregue", "não foi possível entregar", "falha na entrega", "kon niet worden",
    "niet worden bezorgd", "не может быть доставлено", "не было доставлено", "не удалось доставить", "не доставлено",
    "невозможно доставить", "配信できませんでした", "配信できません", "送信できません", "配達できません", "お届けできません", "送信できませんでした",
    "届けることができません", "見つかりません", "配信されません", "エラーが発生", "无法", "投递失败", "无法送达", "无法发送",
    "未能送达", "被退回", "退信", "无法到达", "無法傳遞", "無法投遞", "無法送達", "不存在", "전송하지 못", "배달하지 못", "배달할 수 없",
    "전달되지 않", "전송되지 않", "전달하지 못", "보내지 못", "không thể gửi", "không gửi được", "không thể chuyển", "không tồn tại",
    "không gửi được", "chưa được gửi", "an error occurred", "processing error", "encountered an error", "has failed",
    "requested action not taken", "blocked", "was refused", "problem delivering", "problems delivering", "permanently failed",
    "disk quota", "returned because", "no valid recipients", "too many hops", "is full", "mail could not be", "not accepted",
    "couldn't be sent", "could not be sent", "cannot be sent", "not reach", "unsuccessful", "deliver your message",
    "non-delivery", "bad address", "no account by", "command output", "addresses failed", "delivery failure",
)

#: … of which these also stand in mails about quotas, builds and parcels.
WEAK_PHRASES = frozenset({
    "fatal error", "has been rejected", "has been returned", "was returned", "mailbox full", "quota exceeded", "over quota",
    "does not exist", "doesn't exist", "an error occurred", "processing error", "encountered an error", "has failed", "blocked",
    "was refused", "disk quota", "returned because", "is full", "not accepted", "not reach", "unsuccessful", "command output",
    "deliver your message", "delivery status", "permanent error", "ha fallado", "non può essere", "不存在", "无法", "見つかりません",
    "エラーが発生", "không tồn tại", "following recipient", "delivery attempt", "delivery error", "delivery problem", "undelivered",
    "non è stato possibile", "n'a pas pu être", "kon niet worden", "did not receive", "not deliver",
})
#: Words of parcel services: what they cannot deliver is no email.
PARCEL = ("parcel", "package", "shipment", "tracking number", "paket", "sendung", "colis", "livreur", "paquete",
          "envío", "pacco", "spedizione", "encomenda", "посылк", "荷物", "お届け物", "包裹", "快递", "택배", "bưu kiện")

#: The email is still being tried: sentences that say so whatever else is said …
CERTAIN_DELAY = (
    "will be retried", "will keep trying", "will continue to try", "we will try again", "do not need to resend",
    "don't need to resend", "warning message only", "this is a warning only", "no action is required on your part",
    "still being retried", "delivery attempts will continue", "attempts to deliver the message will continue", "gmail will retry",
    "could not send message for past", "could not send message for the past", "has not yet been delivered", "delivery incomplete",
    "please do not resend", "wird weiterhin versucht", "no es necesario volver a enviar",
)
#: … unless one of these is said, too.
CERTAIN_END = (
    "giving up", "given up", "permanent error", "permanent fatal", "retry timeout exceeded", "failed permanently",
    "no further attempts", "not be retried", "no further delivery attempts", "will not be retried",
)
#: Weaker words for the same …
DELAY = (
    "delivery incomplete", "has not yet been delivered", "have not yet been delivered", "not yet been delivered",
    "will be retried", "will keep trying", "will continue to try", "we will try again", "still being attempted",
    "could not send message for past", "could not send message for the past", "no action is required on your part",
    "do not need to resend", "need to resend your message", "don't need to resend", "warning message only",
    "message delayed", "delivery is delayed", "delivery delayed", "delayed mail", "has been delayed", "(delay)",
    "attempts to deliver the message will continue", "attempts will continue", "will retry", "will be attempting",
    "still in the queue", "still trying", "not resend", "delivery delay", "delayed delivery", "mail delivery delayed",
    "temporary problem delivering", "it will be retried", "no es necesario volver a enviar", "livraison retardée",
    "remise retardée", "zustellung verzögert", "verzögert", "wird weiterhin versucht", "weitere zustellversuche",
    "consegna ritardata", "entrega retrasada", "entrega atrasada", "se seguirá intentando", "задерж", "配信が遅れ",
    "遅延", "投递延迟", "延迟", "지연", "chậm trễ", "gmail will retry", "warning: message", "transient delivery",
    "deferred delivery",
)
#: … that a failure outweighs.
GIVEN_UP = (
    "giving up", "given up", "permanent error", "permanent fatal", "retry timeout exceeded", "failed permanently",
    "delivery failed", "delivery has failed", "could not be delivered", "returned to sender", "retry time not reached",
    "returning to sender", "undeliverable", "(failure)", "permanently", "no further attempts", "too long", "not be retried",
    "removed from", "endgültig",
)

#: Notices that it arrived, or was shown.
SUCCESS_SUBJECT = (
    "delivery status notification (success)", "delivery status notification (relay)", "successful mail delivery",
    "successfully delivered", "delivered:", "relayed:", "expanded:", "read:", "gelesen:", "lu :", "lu:", "leído:",
    "letto:", "lida:", "gelezen:", "return receipt", "read receipt", "delivery receipt", "disposition notification",
    "message delivered", "lesebestätigung", "confirmation de lecture", "confirmación de lectura", "开封通知", "既読",
    "開封通知", "прочтено:", "прочитано:", "已读:", "已送达", "zugestellt:", "remis :", "entregado:", "conferma di lettura",
    "not read:", "deleted:", "ungelesen gelöscht", "non lu :", "no leído:",
)
SUCCESS_PHRASES = (
    "was successfully delivered", "successfully delivered to", "delivery was successful", "has been successfully",
    "successfully relayed", "was relayed to", "your message was read on", "was displayed on the recipient",
    "message has been delivered to the following", "this is a return receipt", "is a delivery receipt",
)

#: Subjects of automatic replies. The first group counts at the beginning only, the second one anywhere.
AUTO_SUBJECT_START = (
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "auto response", "auto-response",
    "autoresponse", "autoresponder", "out of office", "out-of-office", "ooo", "vacation", "away from",
    "away:", "on vacation", "on leave", "on holiday", "holiday", "absence", "absent", "abwesend", "automatische antwort",
    "abwesenheit", "abwesenheitsnotiz", "réponse automatique", "reponse automatique", "message d'absence",
    "respuesta automática", "respuesta automatica", "fuera de la oficina", "ausente", "ausencia", "risposta automatica",
    "fuori ufficio", "assente", "assenza", "resposta automática", "resposta automatica", "ausência",
    "fora do escritório", "afwezig", "automatisch antwoord", "autosvar", "frånvaro", "odpowiedź automatyczna",
    "automatická odpověď", "автоответ", "автоматический ответ", "вне офиса", "отсутств", "自動返信", "自動応答", "不在",
    "自动回复", "自動回覆", "自动答复", "休假", "자동 응답", "자동응답", "부재중", "trả lời tự động", "vắng mặt", "thư trả lời tự động",
    "tự động trả lời", "自动应答", "ticket received", "case received", "your request has been received", "[ticket",
    "otomatik yanıt", "automatisch antwoord", "αυτόματη απάντηση", "رد تلقائي", "מענה אוטומטי", "ตอบกลับอัตโนมัติ",
    "automaattinen vastaus", "automatikus válasz", "răspuns automat", "thank you for contacting", "thank you for your email", "we have received your", "your message has been received",
    "i am out", "i'm out", "maternity leave", "parental leave", "no longer with", "has left the company",
    "no longer employed", "en congé", "congés", "urlaub", "ich bin", "wir haben ihre", "eingangsbestätigung",
    "confirmation de réception", "accusé de réception", "acuse de recibo",
)
AUTO_SUBJECT_ANYWHERE = (
    "out of office", "out of the office", "out-of-office", "automatic reply", "auto-reply", "autoreply", "auto reply",
    "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsassistent", "automatische antwort", "im urlaub",
    "réponse automatique", "absence du bureau", "absent du bureau", "fuera de la oficina", "fuera de oficina",
    "respuesta automática", "risposta automatica", "fuori sede", "fora do escritório", "resposta automática",
    "自動返信", "自動応答", "自动回复", "自動回覆", "부재중", "자동 응답", "автоответ", "trả lời tự động", "vacation reply",
    "vacation response", "on vacation until", "auto response", "autoresponse",
)
AUTO_PHRASES = (
    "i am out of the office", "i'm out of the office", "i am currently out of", "i'm currently out of",
    "i will be out of", "i am on vacation", "i'm on vacation", "i am on leave", "i am on annual leave",
    "this is an automatic reply", "this is an automated reply", "this is an automatic response", "auto-generated reply",
    "ich bin nicht im büro", "ich bin zur zeit nicht", "ich bin bis", "ich bin ab dem", "ich bin derzeit nicht",
    "je suis absent", "je suis actuellement", "je serai absent", "je suis en congé", "estoy fuera de la oficina",
    "estaré fuera de", "me encuentro fuera", "sono fuori ufficio", "sarò assente", "sono assente", "estou fora do",
    "estarei ausente", "outlook-abwesenheit", "不在にして", "休暇中", "休暇をいただいて", "私はオフィスに", "我正在休假", "我不在办公室",
    "您的邮件我已收到", "邮件已收到", "휴가 중", "부재중입니다", "я в отпуске", "нахожусь в отпуске", "я буду отсутствовать",
    "tôi đang nghỉ phép", "tôi hiện không có mặt", "has left the company", "no longer works", "no longer with the company",
    "no longer work at", "arbeitet nicht mehr", "ne travaille plus", "ya no trabaja",
)
#: Challenge-response systems want the sender to prove that he is human.
CHALLENGE = (
    "please confirm your message", "confirm your e-mail", "please verify your message", "sender verification",
    "challenge-response", "spamarrest", "spam arrest", "boxbe", "tmda", "verify your email to", "to be released",
    "waiting for your confirmation", "suspect email blocker", "to complete this verification", "mailblocks",
    "bitte bestätigen sie ihre nachricht", "prove that you are human", "confirm you are human", "not yet on my approved",
    "is protected by", "message verification", "requires verification", "confirmation required for your message",
    "verify you are a real person", "mailinblack", "vade antispam authentification",
)

#: Subjects of complaints that carry no RFC 5965 part.
COMPLAINT_SUBJECT = (
    "complaint about message from", "client tos notification", "abuse report", "feedback loop", "spam report",
    "email feedback report", "email abuse report", "spam complaint", "complaint from", "[spam complaint]",
    "fbl report", "jmrp report", "spam notification report", "abuse complaint", "marked as spam",
)
COMPLAINT_PHRASES = (
    "this is an email abuse report for an email message", "this is an email abuse report", "spam complaint",
    "marked this message as spam", "reported this message as spam", "abuse report for an email message",
    "complaint from a user", "reported as spam by", "this is a spam report",
)


def any_of(rows: tuple[str, ...], text: str) -> str:
    """Yield the first row found in lower-case text on one line, ``""`` where none is."""
    return next(filter(text.__contains__, rows), "")
