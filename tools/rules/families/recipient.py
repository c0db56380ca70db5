"""The recipient: unknown, gone, closed, or not for everybody."""

from ..rule import Tier, rule

_STRONG = {"tier": Tier.STRONG}
_WHO = (
    "(?:user|recipient|mail ?box|account|e-?mail|address|addressee|person|member|subscriber|alias|"
    "customer|destination|mail ?drop|"
    "inbox|login|name|local part|localpart|rcpt|mail)"
)

RULES = (
    rule(
        "restricted",
        "recipient_restricted",
        "(?:sender|you|you're|senders|anyone|from|address)\\b.{0,60}(?:not (?:allowed|permitted|authorized|"
        "authorised)|n't (?:have )?permission|not have permission|unauthorized|no permission|denied|"
        "not on).{0,40} "
        "(?:to (?:send|mail|e-?mail|post|write|deliver|submit))(?! from| as| on| using|"
        " mail from).{0,20}(?:to|this|the).{0,30}(?:recipient|user|group|list|address|mailbox|distribution|"
        "destination|member|person|alias|mailing|contact)",
        "(?:recipient|user|mailbox|account|group|list|address|customer|person|he|"
        "she)\\b.{0,40}(?:only accepts?|accepts? only|only receives?|does(?: not|n't) (?:accept|allow|"
        "receive|want)|refuses\\b|has (?:blocked|refused|rejected)|rejects\\b|is configured to reject|"
        "not (?:allowed|permitted|authorized) to receive|cannot receive).{0,50}"
        "(?:mail|messages|e-?mail|senders?|from|you|external|internet|outside)",
        "resolver\\.rst\\.(?:auth|not|restr|sender|recipientperm|recip\\w{0,20}perm)|restrictedtorecip|"
        "notauthorized|authrequired|recipient permission|sendernotauthenticated|delivery restriction|"
        "resolver\\.rst",
        "not accepting (?:messages|mails?|e-?mails?) from|allowed.senders|authenticated senders|"
        "only accepts? (?:messages|mail|email) from|restricted (?:recipient|mailbox|address|group|list|"
        "distribution)|(?:recipient|mailbox|group|list|address|user|alias).{0,20}(?:is |are )?restricted|"
        "restricted to",
        "(?:external|outside|internet|anonymous) (?:senders?|mails?|e-?mails?|users?|messages?).{0,40}(?:not|"
        "denied|reject|block|restrict|refus|prohibit)|not (?:accept|receive|allow)\\w{0,3}.{0,20}(?:external|"
        "internet|outside|anonymous)|internal (?:use|mail|users?|senders?|e-?mails?) only|for internal",
        "white ?-?list only|not (?:on|in) (?:my|the|his|her|recipient'?s?|their|our|user'?s?|"
        "a) (?:\\w{1,12} )?(?:white ?-?list|allow ?-?list|contacts?|address book|safe ?-?list|approved|"
        "friends|buddy)|(?:white ?-?list|allow ?-?list|safe senders?)",
        "challenge.response|(?:confirm|verify) (?:your|that you).{0,40}(?:human|sender|identity)|"
        "recipient (?:has )?(?:blocked|refused|rejected) (?:you|your|mail|messages|this)|"
        "blocked by (?:the )?(?:recipient|user)(?!'s)|user.{0,10} (?:has )?blocked|"
        "rejected by (?:the )?(?:recipient|user|subscriber)\\b(?! domain|'s? domain| server|'s? server|"
        " system|'s? mail|'s)|refused by (?:the )?recipient|recipient (?:does not want|refuse|preferen)|"
        "by user (?:preference|setting|filter|rule)|user'?s? (?:filter|preference|setting|rule|"
        "spam setting)s?|personal (?:filter|block)|sieve",
        "(?:non-?members?|members only|only (?:members|subscribers)|not (?:a )?(?:member|subscribed|"
        "subscriber)|moderated|moderat(?:or|ion)|list (?:is )?closed|post(?:ing)? (?:to|is|are)|closed list|"
        "not allowed to post|subscribers only)",
        "(?:this|the) (?:mailbox|account|address|user|recipient(?! server| domain| system| host)|"
        "e-?mail address|alias).{0,30}(?:does(?: not|n't)|is not|cannot|can't|not able to|never|"
        "not) (?:\\w{1,12} )?(?:receive|accept|monitored|read|processed|intended|for receiving)|no-?reply|"
        "do not reply|not monitored|unattended|send-?only|outgoing only",
        "受信(?:拒否|しない|を拒否)|着信拒否|指定受信|ドメイン指定|受信者.{0,10}拒否|收件人拒|被收件人|拒收|получатель.{0,30}(?:отказ|запре|"
        "не приним)|수신(?: )?거부|người nhận.{0,20}từ chối",
        "n'est pas autoris.{0,40}(?:destinataire|envoyer)|nicht berechtigt.{0,60}(?:senden|empf)|"
        "no (?:tiene permiso|est. autorizado).{0,40}(?:enviar|destinatario)|non (?:è|"
        "e) autorizzato.{0,40}(?:inviare|destinatario)",
        "(?:destinataire|empfänger|destinatario|destinatário).{0,60}(?:n'accepte|refuse|akzeptiert nur|"
        "nimmt keine|möchte keine|no acepta|rechaza|non accetta|rifiuta|n.o aceita|recusa|solo acepta|"
        "accetta solo)|受信(?:側|者).{0,12}(?:設定|拒否)|受信設定|收件人.{0,12}(?:拒收|设置|规则)|получатель.{0,30}(?:ограничил|"
        "заблокировал|не принимает)|수신자가.{0,16}(?:거부|차단)|người nhận.{0,30}(?:chặn|chỉ nhận)",
        "(?:chosen|prefers?|wish\\w{0,2}|decided|elected|opted) not to (?:receive|accept|get)|(?:not|"
        "n't) wish to (?:receive|get|accept)|blocked from (?:sending|writing|mailing|"
        "e-?mailing) .{0,16}(?:this|the|that|him|her)",
        "(?:accepts?|receives?) (?:mail|messages|e-?mails?) from (?:\\w{1,12} ){0,3}(?:contacts|senders|addresses) only",
        **_STRONG,
    ),
    rule(
        "new_address",
        "recipient_moved",
        "(?:new|current|updated|forwarding|changed) (?:e-?mail )?address (?:is|:|of|for|now)",
        "(?:has|have) (?:moved|changed) to <?@|(?:moved|changed|address|left|gone).{0,60}(?:please )?(?:use|try|"
        "write to|send to|contact)(?: \\w{1,12}){0,3} <?@+>?",
        "user not local.{0,40}try|not local; (?:please )?try|(?<!@)@+> instead|will not be forwarded",
        "nouvelle adresse|neue (?:e-?mail-?)?adresse|nueva direcci|nuovo indirizzo|novo endere|nieuw (?:e-?mail)?adres",
        "(?:no longer|not here|migrated|moved|changed|replaced|retired).{0,60}(?:please |kindly |now )?(?:use|"
        "try|write to|send to|resend to|mail to|reach (?:me|him|her|us) at) <?@",
        "will forward to <?@|user not local.{0,20}will forward",
        **_STRONG,
    ),
    rule(
        "personal_list",
        "recipient_restricted",
        "(?:personal|recipient'?s?|user'?s?|addressee'?s?|his|her|individual) (?:\\w{1,12} )?(?:block ?-?list|"
        "black ?-?list|deny ?-?list|reject list|safe ?list|white ?-?list|allow ?-?list)|blocked senders? list",
        "only (?:permits?|allows?|accepts?|receives?) (?:mail |messages |e-?mail )?(?:from )?(?:internal|local|known|"
        "authenticated|approved|trusted|certain|selected|specific)",
        "(?:permits?|allows?|accepts?) only (?:mail |messages |e-?mail )?(?:from )?(?:internal|local|known|"
        "authenticated|"
        "approved|trusted|certain|selected|specific)",
        "closed (?:for|to) (?:external|outside|internet|unknown|foreign)|only known (?:contacts|senders|"
        "correspondents)",
        **_STRONG,
    ),
    rule(
        "moved",
        "recipient_moved",
        "(?:user|recipient|mailbox|account|address|person|he|she|addressee|member|"
        "employee)(?:'s)?\\b.{0,40}(?:has |have |was |is )?(?:moved|relocated|changed (?:his|her|their|its|"
        "e-?mail|address|name)|changed to|migrated|transferred)\\b",
        "(?:new|current|updated|forwarding|correct|changed) (?:e-?mail |mail )?address (?:is|:|of|for|to)|"
        "please (?:use|try|send|update).{0,30}(?:instead|new address|new e-?mail|following address)|"
        "use <?@+>? instead|address (?:has )?(?:changed|moved)|(?:e-?mail|"
        "mail) address (?:has )?(?:been )?changed|fails, try|user not local.{0,20}(?:please )?try|"
        "no longer (?:using|uses|used).{0,30}(?:use|new|instead|please)",
        "nouvelle adresse|neue (?:e-?mail-?)?adresse|nueva direcci|nuovo indirizzo|novo endere|"
        "nieuw (?:e-?mail)?adres|verzogen",
        "新しいメールアドレス|アドレスが変更|新邮箱|地址已(?:更改|变更)|новый адрес|địa chỉ mới|새 (?:이메일|메일)",
        **_STRONG,
    ),
    rule(
        "mailbox_busy",
        "remote_server_error",
        "mail ?box (?:is )?(?:busy|in use|locked by)|temporarily locked",
        codes=(421, 450, 451, 452),
        **_STRONG,
    ),
    rule(
        "inactive",
        "recipient_inactive",
        "(?:user|recipient|mail ?box|account|address|customer|member|subscriber|addressee|inbox|alias|"
        "mail user)(?:'s)?\\b.{0,60}\\b(?:is |has been |was |been |are |temporarily |currently |"
        "administratively )*(?:disabled|inactive|in-?active|suspended|deactivated|de-activated|discontinued|"
        "closed|locked|expired|terminated|(?:is|been|was) blocked|cancel\\w{1,5}|not active|frozen|on hold|"
        "deleted|removed|retired|dormant|unactive|not activated|no longer active|delinquent|obsolete|"
        "abandoned|archived|invalidated|barred|revoked)\\b",
        "(?:disabled|inactive|suspended|deactivated|closed|locked|expired|terminated|cancell?ed|dormant|"
        "deleted|frozen|discontinued|unused|abandoned|blocked|non-?active) (?:user|mail ?box|account|"
        "recipient|e-?mail|address|customer|subscriber|mail)",
        "(?:does(?: not|n't)|not) have an active|not an active|no longer (?:active|in use|in service|valid|"
        "available|accept|works?|employed|with|at|receiv|monitored|maintained|a (?:valid|customer|member)|"
        "has|used|has an)|has left|left the (?:company|organi)|not been (?:used|logged|accessed) (?:for|in|"
        "since)|(?:extended|long) (?:inactiv|time|period)|inactivity|account (?:on )?hold|unpaid|"
        "non-?payment|past due|out of service",
        "not accepting (?:messages|mail|e-?mail|new)(?! from|s? from)|"
        "mailbox (?:is )?(?:temporarily )?(?:disabled|locked|inactive|frozen|suspended|blocked|busy)|"
        "user (?:is )?(?:disabled|inactive|locked|suspended)|account (?:has been |is )?(?:disabled|inactive|"
        "suspended|closed|locked)|mailboxdisabled|disabled mailbox|logon_denied|mailbox.{0,12}not active",
        "d[eé]sactiv|inactif|r[eé]sili|suspendu|bloqu[eé] .{0,20}compte|compte.{0,30}(?:bloqu|clos|ferm|"
        "inacti|suspend)|deaktiviert|inaktiv|gesperrt|stillgelegt|gelöscht|nicht mehr (?:aktiv|verf|g.ltig|"
        "erreich|existent)|inactiv[oa]|desactivad|deshabilitad|suspendid|bloqueada|expirad|caducad|"
        "inhabilitad|dada de baja|disattivat|disabilitat|sospes|inattiv|non (?:è )?pi. attiv|chiusa|"
        "desativad|inativ|suspens|cancelad|geblokkeerd|opgeheven|niet (?:meer )?actief|zablokowan|nieaktywn|"
        "zawiesz|zakázan|zablokov|kapat",
        "(?:帐号|帐户|账号|账户|邮箱|用户|郵箱).{0,10}(?:停用|禁用|冻结|锁定|注销|未激活|过期|暂停)|停止(?:中|され)|解約|無効|利用停止|休止|заблокирован|"
        "отключ[её]н|неактив|удал[её]н|деактивир|приостанов|휴면|정지|비활성|탈퇴|해지|vô hiệu|bị khóa|ngừng hoạt động|"
        "tạm ngưng",
        "(?:postfach|konto|account|mailbox|adresse)\\b.{0,40}(?:gekündigt|aufgel.st|abgemeldet|geschlossen|"
        "abgeschaltet|inaktiv|deaktiv)|nicht mehr (?:genutzt|verwendet|betreut|in betrieb|vergeben)|(?:compte|"
        "bo[iî]te|adresse).{0,40}(?:suspend|ferm|résili|supprim|d.sactiv|inactiv|n'est plus)|(?:cuenta|buz.n|"
        "casilla).{0,40}(?:suspend|desactiv|cancelad|inactiv|cerrad|dad[oa] de baja)|(?:casella|account|"
        "utenza).{0,40}(?:sospes|disattiv|disabilit|chius|cessat)|(?:conta|caixa).{0,40}(?:suspens|desativ|"
        "cancelad|bloquead|inativ|encerrad)|(?:konto|skrzynka).{0,30}(?:zablok|nieaktyw|zawiesz|usuni)|"
        "hesap.{0,30}(?:kapal|pasif|aski|devre)",
        "(?:帐号|帐户|账号|账户|邮箱|用户).{0,10}(?:停用|冻结|禁用|注销|锁定)|利用(?:停止|でき(?:ません|ない))|退会|解約済|отключ|"
        "заблокирован(?!.{0,20}ip)|휴면|탈퇴|사용(?:이 )?(?:중지|정지)|ngừng (?:hoạt động|sử dụng)|bị (?:khóa|khoá|vô hiệu)",
        **_STRONG,
    ),
    rule(
        "domain",
        "recipient_domain_unknown",
        "(?:host|domain|host or domain|domain name|hostname|mx|mail exchanger|mail server|exchanger|"
        "mx record|destination domain|recipient domain|nameserver|dns|"
        "server)s?(?: \\w{1,14}){0,3} ?.{0,24}(?:not (?:found|exist|known|resolv|valid|listed|located|"
        "registered)|does(?: not|n't) (?:exist|resolve|accept|have|receive|support)|unknown|"
        "non-?exist\\w{0,4}|invalid|could(?: not|n't) be (?:found|resolved|located)|unresolvable|"
        "cannot be resolved|has no (?:mx|mail|\\ba\\b|dns|valid)|doesnt exist)",
        "(?:unknown|no such|invalid|bad|unresolvable|non-?existent|illegal|unrouteable|unroutable|"
        "couldn't find any|could not find|cannot find|can't find|unable to (?:find|resolve|lookup|locate|"
        "look up)|failed to (?:find|resolve)|no|cannot resolve|could not resolve|find|not a valid|"
        "unqualified) (?:any |a |an |the |valid |recipient |destination |remote |mail |mx |or |address |"
        "e-?mail |recipient'?s? )*(?:host|domain|hostname|exchanger|mail domain|mail server|destination host|"
        "nameserver)s?\\b",
        "nxdomain|domain (?:does not|doesn't) accept mail|null ?mx|does(?: not|n't) accept (?:any )?(?:mail|"
        "e-?mail)|no mx|no mail exchanger|name service error for name=.{0,80}(?:host not found|not found|"
        "no (?:mx|data|a)|malformed|type=)|host not found|domain not found|"
        "all relevant mx records point to non-existent|no (?:valid )?(?:mx|mail) (?:record|host|server|"
        "exchanger)s?|mx records? (?:for|found|lookup)|dns domain|dns-domain|dnsdomain|"
        "couldn't find any host|unable to route|unrouteable mail domain|unrouteable address.{0,20}domain|"
        "badly? domain|bad destination (?:system|host)|destination (?:system|host) address|"
        "illegal host/domain|domain (?:is )?(?:expired|for sale|parked|not hosted|not in use|not configured)|"
        "no (?:such )?domain|5\\.4\\.310|infonohost|domainnotfound|"
        "(?:mail )?domain mentioned in email address is unknown|hostunknown|host unknown",
        "domaine.{0,30}(?:inconnu|inexist|introuv|n'existe)|dom[aä](?:in|ne)\\w?.{0,30}(?:unbekannt|"
        "existiert nicht|nicht gefunden)|dominio.{0,30}(?:desconocid|no existe|inexist|no encontrad|"
        "sconosciut|non esist)|dom.nio.{0,30}(?:desconhecid|inexist|n.o exist|n.o encontrad)|"
        "domein.{0,20}(?:onbekend|bestaat niet)|domen",
        "域名(?:不存在|错误|解析)|(?:主机|域).{0,6}(?:找不到|不存在)|ドメイン.{0,10}(?:存在|見つか|不明)|домен.{0,30}(?:не (?:сущест|"
        "найден)|неизвест)|도메인.{0,16}(?:없|찾을 수|존재하지)|tên miền.{0,30}(?:không|sai)",
    ),
    rule(
        "malformed",
        "recipient_address_malformed",
        "(?:address|recipient|mailbox|rcpt|rcpt to|localpart|local part|user ?name|destination|to address|"
        "forward.path)\\b.{0,30}(?:syntax|malform|bad(?:ly)? format|format\\b|illegal character|not fully|"
        "non-?ascii|parse|improper|not in|unqualified|unparse|is not valid syntax|not rfc|incorrectly|"
        "missing domain|no domain|too long)",
        "(?:syntax|malformed|badly formatted|bad|illegal|illegally|improperly|wrongly|incorrect|invalid|"
        "unparseable|incomplete|invalid characters? in) (?:\\w{1,12} ){0,3}(?:address syntax|syntax|"
        "address format|formatted address|address:? missing|characters? in (?:the )?(?:address|recipient|"
        "local))",
        "malformed (?:address|recipient|mailbox|e-?mail)|syntax error.{0,24}(?:address|recipient|rcpt|"
        "mailbox|parameters|to:)|(?<!unknown or )illegal (?:alias|characters? in address|address|user name)|"
        "(?:domain|"
        "@) (?:missing|is missing)|missing (?:@|domain|or malformed)|need(?:s)? (?:a )?(?:fully|domain)|"
        "fully.qualified address|invalid (?:address )?syntax|invalid (?:e-?mail )?address format|unbalanced|"
        "mailbox name not allowed|mailbox (?:name )?(?:syntax|invalid syntax)|bad address syntax|"
        "internationali[sz]ed|smtputf8|restricted characters|illegal characters? in (?:the )?(?:address|"
        "recipient|local)|is not a valid rfc|not a valid (?:rfc|smtp|internet) address",
        "adresse.{0,30}(?:mal form|syntaxe|incorrecte|non valide)|"
        "ung.ltige[rns]? (?:e-?mail-?)?adresse.{0,20}format|sintaxis|sintassi|sintaxe|mal format|mal form",
        "(?:地址|邮箱).{0,8}(?:格式|语法)|アドレス.{0,10}(?:形式|書式|構文)|неверн.{0,20}(?:формат|синтаксис)|형식.{0,10}(?:잘못|"
        "오류)|định dạng|sai cú pháp",
    ),
    rule(
        "invalid_argument_address",
        "recipient_address_malformed",
        "(?:invalid|bad|illegal) (?:e-?mail |recipient |rcpt )?address",
        codes=(501, 555),
    ),
    rule(
        "unrouteable_here",
        "recipient_domain_unknown",
        "unrouteable address|unroutable address|could not find a gateway",
        codes=(None,),
    ),
    rule(
        "unknown_user",
        "recipient_unknown",
        f"{_WHO}s?\\b.{{0,44}}(?:unknown|not (?:found|exist|known|listed|recogni[sz]ed|valid|registered|"
        "defined|here|a (?:known|valid|local|registered|user)|on this|local|present|in (?:the|our|my|this|"
        "local|domino|directory|database|system)|handled|configured|provisioned|unique|match|on file|"
        f"associated|available here|belong)|does ?(?:not|n't|n.?t) (?:\\w{{1,12}} )?(?:exist|have|match|"
        "belong|appear|live)|doesn'?t? (?:exist|have)|(?:can|could)(?: ?not|n't) be (?:found|located|"
        f"verified|resolved|determined|reached|recogni)|non-?exist\\w{{0,4}}|nonexist\\w{{0,4}}|"
        "no longer (?:exist|here|on server|on this)|invalid|inexist|unrecogni[sz]ed|undefined|isn't (?:valid|"
        "known|here|a)|isnt|undeliverable|not deliverable|is bad|incorrect|misspell|mistyped|doesnt|"
        "dont exist|don't exist|wasn't found|not matched|not exactly match|is wrong)|"
        "invalid (?:final delivery )?user ?id",
        "(?:no such|unknown|invalid|non-?existent|nonexistent|bad|nonexisting|no valid|inexistent|undefined|"
        "unrecogni[sz]ed|undeliverable|incorrect|wrong|not a (?:known|valid)|not a (?:registered|real|local)|"
        "no|no local|unregistered|not found|no matching|unverified|unable to verify|illegal|unallocated|"
        "ambiguous) (?:or \\w{1,14} )?(?:such |e-?mail |mail |local |smtp |destination |recipient'?s? |to |"
        "the |of |virtual |active |or illegal |user'?s? |delivery |final |target |here |gateway |"
        "matching )*(?:user|recipient|mail ?box|account|addressee|address|alias|person|member|subscriber|"
        "customer|local part|login|rcpt|name|e-?mail|mail drop|domino|people|id|entry)s?\\b",
        "no (?:mailbox|user|account|recipient|one|person|address)\\w{0,3} (?:here|by|with|named|found|at|"
        "exists|matching|there|called|on|in|of that|for)|(?:isn't|is not|"
        "not) (?:a )?(?:\\w{1,10} )?(?:mailbox|account|user|recipient) (?:here|on|at|by|in)|nosuchuser|"
        "nouser|no user|userunknown|user_unknown|unknownuser|unknown user|recipnotfound|recipientnotfound|"
        "adr\\.(?:recip|ex|inv|bad|amb)|resolver\\.adr|badlegacydn|legacyexchangedn|imceaex|(?:bad|"
        "unknown) destination|destination (?:mailbox|address)|mailbox unavailable|"
        "mailbox (?:is )?not available|mailbox not (?:found|exist)|unable to (?:find|validate|verify|resolve|"
        "locate|deliver to).{0,30}(?:recipient|user|mailbox|address|account|alias)|(?:couldn't|could not|"
        "can't|cannot|can not|failed to|fails to) (?:find|locate|verify|resolve|recogni[sz]e|identify|"
        "validate).{0,30}(?:recipient|user|mailbox|address|account|name|alias|person)|no such|that address|"
        "delivery to this address|check the (?:recipient|e-?mail|address|spelling)|double-checking|"
        "misspelled|typo",
        "unrouteable address|unroutable address|not listed in|not (?:present )?in (?:the )?(?:directory|"
        "address book|public name|recipient table)|name & address book|access denied.{0,20}as\\(201\\d{6}\\)|"
        "as\\(2018\\d{5}|account (?:is |that you tried to reach )?(?:unavailable|not available|does not)|"
        "this address (?:is not|no longer|does)|not our customer|is not one of our|address(?:es)? unknown|"
        "(?:addressee|recipient|user) (?:not|un)known|not known here|(?:do not|don't) know (?:this|that|him|"
        "the|anyone|anybody)|unknown (?:local|virtual|recipient|address|account|mailbox|login|person|name|"
        "e-?mail|alias|or illegal|or invalid|rcpt|member|sub)|ldap.{0,30}(?:no|not).{0,20}(?:found|entry|"
        "match|user|recipient)|is a dea\\b|spoolto|mailnull|not have (?:a|an) (?:mailbox|account|yahoo|aol|"
        "e-?mail|[a-z0-9.]{1,40} account)|(?:doesn't|does not|n't) have (?:a|"
        "an) [a-z0-9.\\-]{1,40} (?:account|mailbox|address)",
        "(?:destinataire|utilisateur|adresse|compte|bo[iî]te|bal|mailbox|messagerie)s?\\b.{0,60}(?:inconnu|"
        "inexist|n'existe|introuvable|invalide|non trouv|incorrect|n.existe pas|pas valide)|"
        "inconnu.{0,20}(?:destinataire|utilisateur)|n'existe pas",
        "(?:empfänger|empfaenger|benutzer|postfach|adresse|konto|nutzer|mailbox|teilnehmer|account|adressat|"
        "e-?mail-?adresse)\\w{0,3}\\b.{0,40}(?:unbekannt|existiert nicht|nicht gefunden|nicht bekannt|"
        "nicht vorhanden|ung.ltig|unzustellbar|gibt es nicht|nicht zustellbar|nicht existent|nicht ermittel)|"
        "unbekannte[rsn]? (?:empf|benutzer|adress|nutzer|user|teilnehmer)|existiert nicht|kein (?:postfach|"
        "benutzer|empf|account)|keine mailbox|nicht bekannt",
        "(?:usuario|usuário|destinatario|destinatário|cuenta|conta|buzón|buzon|casilla|correo|dirección|"
        "direccion|endereço|endereco|caixa postal|caixa|email|e-mail|mailbox)s?\\b.{0,50}(?:desconocid|"
        "no existe|inexist|inv.lid|no (?:ha sido )?encontrad|no v.lid|desconhecid|n.o (?:foi )?(?:existe|"
        "encontrad|localizad)|incorrect|no es v.lid|n.o cadastrad)|no existe|n.o existe",
        "(?:utente|casella|destinatario|indirizzo|account|mailbox|email|e-mail).{0,50}(?:sconosciut|"
        "inesistente|non (?:esist|trovat|valid|è stato trovat|presente)|non (?:è )?(?:valid|esistente)|"
        "invalid)|inesistente|sconosciut",
        "onbekende (?:gebruiker|ontvanger)|(?:gebruiker|ontvanger|adres|postbus|mailbox).{0,30}(?:onbekend|"
        "bestaat niet|niet gevonden|niet bekend|ongeldig)|(?:u[zż]ytkownik|adresat|odbiorc|skrzynk|konto|"
        "adres).{0,40}(?:nie istnieje|nieznan|nie znalez|nie ma|nieprawid)|nie istnieje|nie ma takiego|"
        "(?:kullan[ıi]c[ıi]|al[ıi]c[ıi]|adres|hesap).{0,30}(?:bulunamad|bilinmeyen|yok|geçersiz)|"
        "bilinmeyen kullan|(?:uživatel|adres|schránk|příjemce).{0,30}(?:neexist|neznám|nenalez)",
        "(?:用户|用戶|收件人|收信人|邮箱|郵箱|帐号|账号|帳號|地址|信箱|使用者|账户).{0,12}(?:不存在|不正确|未找到|找不到|无效|無效|未知|错误|没有找到|不明)|无此(?:用户|"
        "收件人|帐号|邮箱)|查無|不存在|無此|没有(?:该|此|这个)(?:用户|收件人)",
        "宛先(?:不明|.{0,10}(?:存在|見つか|不正|誤り))|(?:ユーザ|ユーザー|メールボックス|アドレス|受信者|宛先|アカウント).{0,16}(?:存在しません|存在しない|"
        "見つかりません|不明|ありません|確認できません|いません|間違)|該当.{0,10}(?:ユーザ|アドレス)|存在しません|存在しない",
        "(?:пользовател|адресат|получател|ящик|адрес|абонент)\\w{0,3}.{0,40}(?:не (?:найден|существует|"
        "зарегистрирован|известен)|неизвест|отсутств|несуществ|недейств|нет)|неизвестн\\w{1,3} (?:пользов|"
        "получ|адрес)|такого (?:пользов|ящик|адрес)|не существует|несуществующ|нет такого|не найден",
        "(?:사용자|수신자|메일함|계정|주소|수신인|받는 ?사람|메일 ?주소|사서함|가입자).{0,24}(?:없|존재하지|찾을 수|알 수 없|유효하지|잘못)|존재하지 ?않|"
        "없는 (?:사용자|계정|주소)|(?:người (?:dùng|nhận)|địa chỉ|tài khoản|hộp thư|email).{0,40}(?:không (?:tồn tại|"
        "tìm thấy|hợp lệ|đúng|xác định|có thực)|sai|chưa đăng ký)|không tồn tại|không tìm thấy (?:người|"
        "địa chỉ|tài khoản)",
        "nobody (?:called|named|by|here|with|known|of)|no ?body by|(?:has|have|with|got) no (?:account|mailbox|"
        "e-?mail) (?:on|at|with|here|in)",
        "(?:did|does|do) not (?:exactly )?match (?:an?|any|the|one) ",
    ),
    rule(
        "microsoft_directory_blocking",
        "recipient_unknown",
        "recipient address rejected: access denied",
        enhanced=("4.1",),
        **_STRONG,
    ),
    rule(
        "recipient_refused",
        "recipient_unknown",
        "recipient (?:address )?(?:was |is |has been |address )?(?:rejected|refused|denied|not accepted|"
        "unavailable|error)|rejected recipient|recipient (?:not accepted|problem)|(?:user|mailbox|account|"
        "address) (?:is |was |not |currently )*(?:unavailable|rejected|refused|denied|not available|"
        "not allowed|not accepted|not permitted|disallowed)|all recipients (?:refused|rejected|were)|"
        "bad recipient|recipients? (?:refused|rejected)|550 recipient|address rejected",
        enhanced=("", "0.0", "1.0", "2.0", "3.0", "5.0", "4.0"),
        tier=Tier.WEAK,
    ),
)
