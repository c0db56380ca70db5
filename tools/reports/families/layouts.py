"""How notices name a failing recipient, and how they name everybody else: one row per wording.

The leads are matched against the text right before an address, on one line and in lower case.
"""

from __future__ import annotations

import re

# Tables: as many words a line as fit, or one wording a row.
# fmt: off


def _rows(*rows: str) -> str:
    return "|".join(rows)


#: ``Recipient: <user@example.com>`` and its relatives, up to the address.
KEYWORD = re.compile(
    r"(?:^|[\s>*\"(\[|-])(?:"
    + _rows(
        r"(?:final |original |intended |failed |failing |unknown |invalid |envelope |actual |bad )?(?:recipients?|rcpt|destinatar\w*|destinataires?)"
        r"(?:[' ]?s)?(?: e-?mail| mail)?(?: address(?:es)?)?(?:\(s\)|\(es\))?",
        r"(?:undeliverable|undelivered|failed|failing|bad|invalid|unknown|intended|bounced|destination|rejected) (?:e-?mail )?address(?:es)?(?:\(es\))?",
        r"rcpt[ -]to", r"to address", r"e-?mail address", r"envelope-to", r"delivery to", r"addressee", r"user",
        r"unknown (?:local )?user", r"user unknown", r"no such user", r"mailbox", r"account", r"failed to", r"to",
        r"mailbox is full", r"user's mailbox is full", r"mailbox full", r"addressed to", r"couldn't be delivered to",
        r"empfänger(?:adresse)?", r"an", r"à", r"adresse", r"para", r"dirección", r"destinatari[oe]?", r"indirizzo", r"a",
        r"получатель", r"адресат", r"адрес", r"кому", r"受信者", r"宛先", r"宛て先", r"送信先", r"收件人", r"收件者", r"收信人",
        r"收件人地址", r"받는 사람", r"수신자", r"수신인", r"người nhận", r"địa chỉ", r"đến",
    )
    + r")[ \t]*(?:\([^()\n]{0,30}\)[ \t]*)?[:=：][ \t]*(?:rfc822;|smtp:|smtp;|internet:|mailto:)?[ \t]*[\"'<(\[]{0,3}[ \t]*(?:[^@<>\n:]{0,40}<)?$",
    re.I,
)

#: Header-like lines of people who did not fail.
NEGATIVE_LINE = re.compile(
    r"(?:^|[\s>*])(?:from|mail from|sender|return-path|reply-to|errors-to|message-id|x-[\w-]{1,40}|subject|von|de|da|desde|"
    r"remitente|expéditeur|mittente|remetente|absender|отправитель|от кого|от|差出人|送信者|发件人|寄件者|보낸 사람|người gửi|"
    r"references|in-reply-to|envelope-from|contact|e-?mail|website|www|postmaster|reported by|help|original-envelope-id)"
    r"[ \t]*[:=：][^@\n]{0,80}$",
    re.I,
)

#: "Please contact …", "message from …": the address that follows is a helper or the sender.
NEGATIVE_LEAD = re.compile(
    r"\b(?:"
    + _rows(
        r"contact(?:ing)?(?: us| the| your| our)?(?: \w{1,20}){0,3}(?: at| by| via)?(?: e-?mail)?(?: at| to)?",
        r"(?:assistance|help|support|questions?|information|enquiries)(?: \w{1,15}){0,4}", r"please (?:send|write|e-?mail|forward|mail)(?: \w{1,15}){0,6}",
        r"(?:message|mail|e-?mail|sent|received|originat\w+|coming|submitted) (?:was )?(?:sent )?(?:from|by)", r"mail from ?:?", r"from:?(?: you)?", r"sender:?(?: address)?",
        r"on behalf of", r"write to", r"reply[- ]to:?", r"return(?:ing)? (?:it |mail )?to sender:?", r"message[- ]id:?", r"msgid=?",
        r"forward(?:ed|ing)?(?: \w{1,15}){0,5} to", r"notify", r"report(?:ed)?(?: \w{1,15}){0,3} to", r"by e-?mail(?: at| to)?", r"e-?mailing",
        r"unblock\w*(?: \w{1,15}){0,3}", r"delist\w*(?: \w{1,15}){0,3}", r"an den absender", r"wenden sie sich (?:bitte )?an", r"contacte[rz]? (?:\w{1,15} ){0,3}",
        r"try (?:e-?mailing|sending)(?: \w{1,15}){0,3}", r"visit", r"complaints? to", r"new (?:e-?mail )?address(?: is|:)?", r"(?:please )?use", r"try", r"has (?:moved|changed) to", r"instead",
    )
    + r")[ <\"'(\[:]{0,4}$",
    re.I,
)

#: A line that repeats a header of the original, with another one next to it: the recipient written to, failed or not.
ECHO_LINE = re.compile(r"^[ \t>|]{0,20}(?:to|cc|an|à|para|a|кому|宛先|收件人|받는 사람)[ \t]{0,10}[:：][^\n]*$", re.I)
ECHO_NEAR = re.compile(
    r"^[ \t>|]{0,20}(?:subject|sent|message-id|betreff|gesendet|objet|envoyé|asunto|enviado|oggetto|inviato|assunto|тема|件名|主题|主旨|제목)[ \t]{0,10}[:：]",
    re.M | re.I,
)

#: "(expanded from: <…>)": the address that was written to, not the one that failed.
ALIAS_LEAD = re.compile(
    r"\((?:expanded from|generated from|ultimately generated from|originally addressed to|alias(?:ed)?(?: from)?|via):? ?<?$|\boriginal address: ?<?$"
)

#: "Delivery to … failed": the address that follows is the failing one.
POSITIVE_LEAD = re.compile(
    r"(?:\b|(?=[\u2e80-\uffff]))(?:"
    + _rows(
        r"(?:deliver\w*|delivered|sent|send|reach\w*|message|mail|e-?mail|addressed|transmit\w*|forward it|recipients?|it|wasn't delivered|not delivered|copy) (?:\w{1,15} ){0,4}to",
        r"delivery (?:\w{1,15} ){0,4}(?:to|for)", r"following (?:\w{1,30}(?!\w)(?:\([a-z]{1,4}\))? ?){0,5}[:.]?", r"addressed to", r"(?:for|to) (?:the )?(?:user|recipient|address|mailbox|account)",
        r"(?:unknown|invalid|no such) (?:\w{1,12} ){0,2}(?:user|recipient|address|account|mailbox)(?: name)?:?", r"(?:user|recipient|mailbox|account|address|addressee|account of|mailbox of|mailbox for|inbox of|destinat\w+)",
        r"rcpt to:?", r"email account that you tried to reach", r"tried to (?:reach|contact)", r"an (?:folgende )?(?:\w{1,15} )?(?:empfänger|adresse)n?:?", r"an", r"nachricht an",
        r"(?:à|aux|destinataires?|adresse)(?: suivants?| suivantes?)?(?: \([a-z]\))?:?", r"(?:a|al|los siguientes destinatarios|destinatario|para|dirección|buzón):?", r"(?:al|ai|destinatari|indirizzo|casella)(?: seguent[ei])?:?",
        r"(?:o endereço|ao|aos|os seguintes destinatários)", r"(?:получател\w+|адрес\w*|ящик\w*|на адрес):?", r"(?:тới|đến|người nhận|địa chỉ)", r"(?:数据|邮件|收件人|地址|用户|邮箱|发往|投递到|至|到)\W{0,3}",
        r"(?:宛先|アドレス|受信者|宛て?の?)\W{0,3}", r"\bfor", r"\bto",
    )
    + r")[ <\"'(\[:]{0,4}$",
    re.I,
)

#: A line that announces a list of recipients.
HEADING = re.compile(
    r"(?:recipients?(?:\(s\))?|address(?:es)?(?:\(es\))?|users?|destinat\w{2,8}|empfängern?|received? the message|accepting mail from [^\n]{1,80}|following[^\n:]{0,60})[^\n:]{0,40}:[ \t]*$",
    re.M | re.I,
)

#: Lines of a transcript that hold what a server said.
REPLY_LINE = re.compile(
    r"^[ \t>|]{0,12}(?:<{3}|>{3}|=>|\*{3}|[Rr]esponse:|[Rr]emote host said:|[Rr]eason:|\(reason:|[Ss]erver said:|[Rr]emote [Ss]erver returned '?|[Ee]rror:|[Dd]iagnostic\w*:|\w{3,10} error:)?[ \t]*"
    r"(?:smtp;?[ \t]*)?#?(?:[45]\d\d[ \-#]|[45]\.\d\.\d{1,3}\b)[^\n]{1,500}",
    re.M,
)

#: Announcements of the reason, for notices that tell it far from the address.
DETAILS = re.compile(
    r"(?:technical details of (?:permanent|temporary) failure|the (?:response|error)(?: (?:that )?(?:from|the)[^\n:]{0,80})?(?: was| returned was)?|"
    r"diagnostic information for administrators|reason(?: for (?:the )?(?:failure|rejection))?|error (?:message|description|details?|text)|"
    r"following text was generated during the delivery attempt|for the following reasons?|details|grund|begründung|raison|motivo|motivazione|причина|理由|原因|エラー内容|사유|lý do)[ \t]{0,4}[:：-]\s*\S",
    re.I,
)

#: The server that refused, as MTAs name it: a word that must be there, and the pattern.
REMOTE = tuple(
    (word, re.compile(pattern, re.I))
    for word, pattern in (
        ("host ", r"host ([\w.-]{4,200})\s{0,3}[\[(][\da-fA-F.:]{3,45}[\])]"),
        ("while talking to ", r"while talking to ([\w.-]{4,200})"),
        ("remote ", r"remote (?:server|host|mta) (?:returned|at|is|said by)?:? ?<?([\w-]{1,60}\.[\w.-]{3,200})"),
        ("recipient domain ", r"by the server for the recipient domain [\w.-]{3,200} by ([\w.-]{4,200})"),
        ("generating server: ", r"generating server: ([\w.-]{4,200})"),
        (" gave this error", r"(?<![\w.-])([\w-]{1,60}\.[\w.-]{3,200}) gave this error"),
        (" rejected your message", r"(?<![\w.-])([\w-]{1,60}\.[\w.-]{3,200}) rejected your message"),
        (" does not like recipient", r"(?<![\w.-])([\w-]{1,60}\.[\w.-]{3,200}) does not like recipient"),
        ("connect", r"connect(?:ed)? to ([\w-]{1,60}\.[\w.-]{3,200})\["),
        ("mx:", r"mx: ?([\w-]{1,60}\.[\w.-]{3,200})"),
    )
)
