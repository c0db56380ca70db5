"""What the message holds: spam, viruses, attachments, broken structure (RFC 5322, 2045)."""

from ..rule import Tier, rule

_STRONG = {"tier": Tier.STRONG}

RULES = (
    rule(
        "virus_or_attachment",
        "attachment_or_virus",
        "virus|viruses|malware|trojan|worm\\b|ransomware|eicar|infected|clamav|w32\\b|"
        "phishing.{0,20}(?:attachment|virus)",
        "(?:illegal|forbidden|prohibited|banned|blocked|dangerous|potentially|unacceptable|executable|"
        "suspicious|encrypted|disallowed|unauthorized|bad|harmful|invalid|password.protected).{0,40}"
        "(?:attachment|attached|file ?type|file ?name|filename|file ext|extension|executable|zip|archive)",
        "(?:attachment|file ?name|file ?type|file extension|attached file|extension).{0,60}"
        "(?:not (?:allowed|accepted|permitted)|prohibit|block|reject|forbidden|banned|disallow|denied|"
        "unaccept|illegal|dangerous|harmful|security|restricted|not be accepted)",
        "not (?:allow|accept) .{0,40}(?:attachments?|executable)",
        "potential security issue|presents a potential security",
        "content (?:presents|contains) .{0,20}(?:security|virus)",
        "macro|\\.exe\\b|\\.vbs\\b|\\.scr\\b",
        "pi[eè]ces? jointes? .{0,60}(?:interdit|refus|bloqu|autoris)|anhang .{0,40}(?:nicht erlaubt|verboten|"
        "blockiert)|adjunto.{0,40}(?:no permitido|prohibid|bloquead)|allegat.{0,40}(?:non consentit|bloccat|"
        "vietat)|anexo.{0,40}(?:n.o permitid|proibid|bloquead)",
        "病毒|ウイルス|ウィルス|вирус|바이러스|添付ファイル.{0,20}(?:拒否|禁止)|вложени.{0,30}запрещ|附件.{0,20}(?:禁止|拒绝)|"
        "tệp đính kèm.{0,30}(?:không|chặn)",
        "(?:zip|archive|rar|attached|attachments?)\\b.{0,50}(?:refus|reject|scanned|not |unscann|cannot|"
        "blocked|strip|denied)",
        **_STRONG,
    ),
    rule(
        "header_or_structure",
        "message_malformed",
        "(?:duplicate|multiple|missing|invalid|malformed|bad|illegal|duplicated|several|more than one|"
        "without|no|broken|incorrect|improper|non-?compliant|violat\\w{1,4}|empty|unparsable|unparseable|"
        "required|too many|absent).{0,30}"
        "(?:header|headers|\\bfrom header|\\bmessage-id\\b|\\bto header|\\bdate header|\\bsubject header|"
        "\\bmime\\b|content-type|content-transfer|\\bmessage id)",
        "(?:headers?|message-id|mime|from:|date:).{0,50}(?:is missing|are missing|missing|duplicate|"
        "malformed|invalid|not (?:valid|rfc|compliant|present|conform)|illegal|syntax|too long|not permitted|"
        "violat|multiple)",
        "(?:not|non) (?:\\w{1,10} )?(?:rfc|compliant)|non-rfc.{0,20}(?:\\b\\d{3,4}|compliant|rfc|format)|"
        "rfc ?-?\\d{3,4} compliant|violates rfc|not compliant with rfc|(?:comply|compliance|"
        "conform\\w{0,4}).{0,20}\\brfc",
        "bare (?:lf|newline|cr|line ?feed)|bare <?(?:lf|cr)>?|stray (?:cr|newline)|\\blf\\b.{0,20}(?:cr|without)",
        "(?:8.?bit|eight.?bit|non-?ascii|utf-?8|smtputf8|binary|character set|charset|encoding|nul|"
        "null (?:byte|char)).{0,60}(?:not|invalid|unsupported|required|illegal|error|but|cannot|fail|"
        "disallow|without|improper|found|in header)",
        "(?:unsupported|invalid|illegal|unacceptable|improper) (?:character ?set|charset|encoding|8.?bit|utf|"
        "characters? in (?:the )?(?:header|subject|body|message|content))",
        "(?:content|message|mail|conversion|body).{0,30}(?:conversion|format|structure|"
        "syntax).{0,20}(?:error|fail|invalid|required|not)",
        "message (?:is )?(?:malformed|not properly formatted|format error|syntax)|malformed (?:message|mail|"
        "e-?mail|mime)|badly formatted",
        "unicodedecodeerror|codec can't decode|invalid text:",
        "storedrv.{0,40}conversion|invalid content|invalidcontent",
        "mime.{0,20}(?:depth|parts|nesting|structure|boundar|error)|too many (?:mime|headers|"
        "received headers? lines|parts)",
        "en-t[eê]te.{0,30}(?:manquant|invalide)|kopfzeile|fehlende[rn]? (?:header|date|from)|"
        "cabecera.{0,30}(?:inv|falta)",
        **_STRONG,
    ),
    rule(
        "line_length",
        "message_malformed",
        "lines? (?:is |are )?(?:too long|length|exceed|longer)|(?:maximum|allowed) line length",
        **_STRONG,
    ),
    rule(
        "spam_anywhere",
        "spam_content",
        "spam\\b|spammer|spammy|spamming",
    ),
    rule(
        "spam_words",
        "spam_content",
        "(?:detected|identified|classified|considered|categorized|recognized|marked|tagged|flagged|treated|"
        "seen|rejected|deemed|suspected|regarded|judged|blocked|refused|determined|filtered|labeled|scored|"
        "reported)"
        "(?: this message| your message| it| the message| the mail| by our filters?)?(?: to be| as being| as|"
        " is| because it is| because of| due to| for| like| of| being| by|:)? (?:a |an |likely |possible |"
        "probable |high probability |suspected |potential |high )*"
        "(?:spam|junk|ube\\b|uce\\b|unsolicited|bulk|phish)",
        "(?:looks|appears|seems|resembles|look|is|likely|probably|probable|possible|suspected|possibly|"
        "smells?|contains?|considers?) (?:like |to be |to contain |a |an |very |much |as )*(?:spam|spammy|"
        "junk|unsolicited|ube|uce|bulk)\\b",
        "likely (?:unsolicited|suspicious|spam)|unsolicited (?:mail|bulk|commercial|e-?mail|message)|"
        "bulk (?:mail|e-?mail) (?:not|reject|refus)|unsolicited",
        "(?:spam|junk).{0,30}(?:content|detected|message|mail|filter|score|reject|threshold|found|block|"
        "probab|level|confidence|check|assassin|firewall|refused|not accepted|engine|signature|pattern|words|"
        "denied|suspected|likel)",
        "(?:message|mail|e-?mail|content|body|subject|text|this).{0,60}(?:is|was|as|been|contains?|contain|"
        "for|scored as|has) (?:\\w{1,12} )?(?:spam|junk|ube\\b|uce\\b)",
        "no spam|anti-?spam|antispam|spamassassin|spam ?assassin|rspamd|spamtrap|\\buce\\b|\\bube\\b|"
        "spam not accepted|spamscore|hits=|bayes|dcc\\b|razor\\b|pyzor|spambayes|dspam|bogofilter",
        "(?:message|mail|e-?mail|your|the|due to|objectionable|inappropriate|offensive|banned|forbidden|"
        "unacceptable|prohibited|restricted|disallowed|suspicious|profan|undesirable|unwanted|"
        "content)\\w{0,4}.{0,24} content\\b.{0,40}"
        "(?:reject|block|filter|refus|denied|not accept|restrict|not allow|unaccept|restriction|violat|scan|"
        "bad|policy)?",
        "content (?:filter|reject|block|refus|not accept|scan|restriction|policy|denied|violation|was|is)",
        "(?:rejected|blocked|refused|denied|failed) (?:by|due to|because of|for|on|after)(?: the| its| our|"
        " message| mail| unacceptable| bad| suspicious)* (?:content|body)",
        "phish|scam\\b|fraud|advance fee|419 scam|lottery",
        "message contained unsafe content|unsafe content|contains? (?:suspicious|unwanted|forbidden|banned|"
        "objectionable|bad|blocked) (?:word|text|phrase|content|string|pattern)",
        "scored \\d{1,3}|high (?:spam|probability)|sc(?:ore|l).{0,20}(?:too high|exceed|above|over|greater|limit)",
        "dt:spm|mi:spb|mi:spm|spm,|hm08|cs01|hm01|hm07|cs02|cs04|\\(hvu|cxcnct|cxurl",
        "cloudmark|commtouch|cyren|vade|bsfilter|(?:e-?mail|message) (?:failed|"
        "did not pass) (?:our )?(?:content|filter|spam)",
        "unsubscribe|list-unsubscribe|one-click",
        "indesirable|ind[eé]sirable|pourriel|courrier non sollicit|contenu.{0,30}(?:refus|rejet|bloqu|spam)|"
        "spamverdacht|spam-verdacht|als spam|unerw.nscht|werbung|correo no deseado|no deseado|"
        "contenido.{0,30}(?:rechaz|bloque|spam)|posta indesiderata|contenuto.{0,30}(?:rifiut|blocc|spam)|"
        "conte.do.{0,30}(?:rejeit|bloque|spam)|ongewenst|niechcian",
        "垃圾邮件|垃圾郵件|迷惑メール|スパム|спам|스팸|thư rác|内容被拒|内容被|可疑内容",
        "correo basura|mensaje basura|lixo eletr|posta spazzatura|courriel ind|pourriel|"
        "unerwünschte (?:werbung|mail|e-?mail|nachricht)|spam(?:ovou|ovan|u\\b)|istenmeyen|nevyžádan|reklame|"
        "сочтено спамом|похож\\w{0,2} на спам|нежелательн|迷惑メール|スパム|垃圾邮|垃圾郵|广告邮件|스팸|thư rác|:blocked\\)",
        "mass ?-?mail\\w{0,3}|bulk ?-?mail\\w{0,3}|newsletter\\w{0,2} (?:not|are|is)",
        **_STRONG,
    ),
)
