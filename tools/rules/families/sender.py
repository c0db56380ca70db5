"""The sender: its address, its domain, its right to relay."""

from ..rule import Tier, rule

_STRONG = {"tier": Tier.STRONG}
_FROM = "(?:sender|senders|mail from:? ?<?@|envelope from|envelope sender|return.path|originator|mailfrom|from address|sender address|reverse.path)"

RULES = (
    rule(
        "relay",
        "relay_denied",
        "relay(?:ing)? (?:access )?(?:is |was )?(?:denied|not (?:permitted|allowed|authorized)|prohibited|"
        "refused|rejected|disabled|forbidden|not possible|attempt|blocked|restricted|has been denied|"
        "operation)",
        "(?:unable to|not (?:allowed|permitted|authorized|configured|going) to|cannot|can't|can not|won't|"
        "will not|do not|does not|don't|refus\\w{0,4} to|not|no|denied|must not|may not|disallow\\w{0,2}|"
        "illegal|unauthorized|denies|authorized to|allowed to|without|not open for|credentials for) relay",
        "relay (?:not|access|attempt|denied|from|block|refus|rejec|prohib)|relay.{0,20}(?:denied|refused|"
        "not allowed|not permitted|prohibited|disallowed|rejected)|relaying|third.party relay|"
        "open relay closed|no relays? (?:allowed|permitted)|we do(?: not|n't) relay|relaying mail|"
        "relay(?:er)?\\b.{0,30}(?:denied|permit)",
        "(?:domain|host|that domain).{0,40}isn't (?:in|allowed).{0,30}(?:rcpthosts|relay|allowed)|rcpthosts|"
        "list of allowed rcpt|not (?:a )?(?:local|gateway|handled|hosted|served|relay|"
        "one of our).{0,30}(?:domain|host|here)",
        "(?:not|n't|no) (?:accept|handle|host|serve|process|deliver|receive|route|transfer|"
        "local)\\w{0,3} (?:mail |e?-?mail |messages )?(?:for|to) (?:this|that|the|your|such|remote|foreign|"
        "non-local|external) (?:domain|host)",
        "mail (?:to|for).{0,60}(?:not (?:accepted|handled|hosted)|is not accepted) (?:here|by this)",
        "(?:recipient|destination|rcpt) domain.{0,40}(?:not (?:local|hosted|allowed|accepted|permitted|"
        "handled|configured|authorized|served|ours))",
        "authentication (?:is )?required (?:for|to) relay|smtp auth(?:entication)? (?:is )?required to relay|"
        "pop before smtp|pop-before-smtp|check (?:your )?(?:mail|e?-?mail|pop) (?:first|before)|"
        "you must (?:check|receive|pop|retrieve) .{0,30}(?:mail|first)",
        "(?:you are |you're )?not (?:authorized|allowed|permitted) to (?:send|use|relay).{0,30}(?:through|"
        "via|using|from) this (?:server|host|smtp|relay)",
        "acc[eè]s au relais|relais (?:refus|interdit|non autoris)|weiterleitung (?:nicht|verweigert)|"
        "weiterversand|reenv.o (?:no|denegad)|no se permite (?:el )?(?:reenv|relay)|inoltro (?:non|negato)|"
        "encaminhamento (?:n|negad)",
        "转发.{0,10}(?:拒绝|禁止)|中継.{0,10}(?:拒否|許可|禁止)|не разрешена пересылка|пересылк.{0,20}запрещ|릴레이|"
        "chuyển tiếp.{0,20}(?:từ chối|không)",
        "authentication.{0,60}(?:non-?local|outside|external|remote|other) |non-?local (?:e-?mail|address|"
        "domain|recipient)",
        "weiterleit\\w{0,4}.{0,40}(?:nicht|verweiger|untersagt)|relais.{0,30}(?:refus|interdit|autoris)|"
        "relay.{0,20}(?:negat|negad|deneg|non consent|no permit|n.o permit|nicht|interdit|verweig)|"
        "acceso al relay|retransmi\\w{2,5}.{0,30}(?:deneg|no |negad|n.o )|relé|przekazywani\\w.{0,30}|转发|轉發|中継|"
        "пересылк|ретрансляц|중계|릴레이|chuyển tiếp thư|chuyển tiếp.{0,16}(?:từ chối|không)|"
        "không cho phép chuyển tiếp",
        "not (?:a |an )?(?:open |mail |smtp )?relay\\b|(?:isn't|is no|no longer) (?:a |an )?(?:open )?relay\\b",
        **_STRONG,
    ),
    rule(
        "sender_may_not_relay",
        "sender_identity_rejected",
        "relaying disallowed as|sender is not allowed to relay",
        **_STRONG,
    ),
    rule(
        "mx_lookup",
        "recipient_domain_unknown",
        "(?:unable to|cannot|could not|couldn't|can't|failed to|failure to) (?:get|find|look ?up|resolve|"
        "retrieve|fetch) "
        "(?:the |any |an )?mx\\b|no mx (?:or a |and no a )?(?:records? )?(?:found )?(?:for|in) (?:recipient|"
        "destination|domain|@|the "
        "recipient|the destination)",
        "domain\\b.{0,16} (?:has |is |was |been )*(?:expired|lapsed|parked|for sale|not hosted|"
        "no longer (?:hosted|registered|exists?|in use))",
        **_STRONG,
    ),
    rule(
        "sender_domain",
        "sender_domain_invalid",
        f"{_FROM}.{{0,40}}(?:domain|host)\\w?.{{0,40}}(?:not (?:found|exist|resolve|valid|resolvable|"
        "registered)|does(?: not|n't) (?:exist|resolve|have)|unresolvable|unknown|invalid|no (?:mx|a|valid|"
        "dns)|cannot|could not|must (?:exist|resolve)|bogus|has no|non-?exist|not resolv|malformed dns)",
        f"(?:domain|host) (?:name )?(?:of|in|for) (?:the |your )?{_FROM}.{{0,60}}(?:not|unresolv|unknown|"
        "invalid|no|cannot|exist|resolve)",
        "requires? (?:a )?valid (?:sender|from|envelope)|sender address rejected: (?:domain|malformed dns|"
        "unverified|undeliverable|nullmx|host|need fully)",
        "domain of sender (?:address )?.{0,60}(?:does not (?:exist|resolve)|not)",
        "(?:cannot|can't|could not|unable to|couldn't|failed to|can not) (?:resolve|verify|find|lookup|"
        "look up) (?:the |your )?(?:sender|from|mail from|envelope|originat|return)\\w{0,3}.{0,20}(?:domain|"
        "host|address|mx)?",
        "(?:invalid|unknown|bad|unresolvable|nonexistent|non-existent|unrouteable|bogus|illegal|"
        f"unverifiable) {_FROM}(?:'s)? (?:address )?(?:domain|host)",
        "sender verif\\w{1,7}(?: callout)? fail|sender verify failed|sender callout|"
        "verification failed for <@|sender (?:could not|cannot|can't) be verified|(?:could not|unable to|"
        "cannot|couldn't) (?:complete )?(?:sender|verify) (?:verif\\w{0,6}|sender)|verify sender|"
        "callback (?:verif|setup fail)|unverified sender|sender.{0,20}unverif",
        "no mx (?:record )?(?:for|found for|or a).{0,30}(?:sender|from|your)|your (?:domain|from|"
        "sender).{0,40}(?:has no|no|does(?: not|n't) (?:have|exist|resolve)) .{0,20}(?:mx|dns|\\ba\\b|exist|"
        "resolve|valid)?",
        "(?:sender|from|originat\\w{1,4}|sending|your) (?:e-?mail )?(?:address )?domain.{0,40}(?:does(?: not|"
        "n't)|is not|isn't|not|cannot|has no|lacks).{0,20}(?:exist|resolve|valid|mx|found|dns)",
        "1.?8 (?:access denied|bad sender|sender domain)",
        "発信者.{0,12}ドメイン|送信元ドメイン|发件人域名|发件人.{0,8}域.{0,8}(?:不存在|无效)|домен отправителя|발신.{0,8}도메인|tên miền người gửi",
        "domaine (?:de l'|d'|du )?(?:exp.diteur|.metteur)|absenderdom.n\\w{0,3}|dom(?:ain|.ne) des absenders|"
        "dominio del (?:remitente|mittente)|dom.nio do remetente|domein van de afzender|domena nadawcy|"
        "发件人.{0,6}域|發件人.{0,6}網域|送信(?:者|元).{0,4}ドメイン|домен\\w? отправител|보낸 사람.{0,6}도메인|발신.{0,6}도메인|"
        "tên miền (?:của )?người gửi",
        "real domain name required|sender (?:address|domain)?.{0,20}null ?mx",
        **_STRONG,
    ),
    rule(
        "sender_listed",
        "sender_identity_rejected",
        "(?:sender|sender's|from) (?:e-?mail |address |e-?mail address |<?@+>? |is |has been |was |"
        "user )*(?:black ?-?listed|blocked|banned|on (?:a |our |the )?(?:black|block))",
        "(?:black ?-?listed|blocked|banned) (?:sender|from address|e-?mail address)",
        **_STRONG,
    ),
    rule(
        "sender_identity",
        "sender_identity_rejected",
        "send ?as ?denied|sendasdenied|send(?:ing)? (?:as|on behalf)|permissions? to send as|"
        "does not have permissions to send",
        "email address is not verified|(?:identity|identities|domain|address|sender|"
        "from)\\w{0,4}.{0,40}(?:is not|isn't|not|has not been|failed|not been)(?: a| yet)? ?verified|"
        "not (?:a )?verified (?:sender|identity|domain|email|from)|verified sender identity|"
        "unverified (?:from|domain)|sender signature|not confirmed|unconfirmed (?:sender|domain|from)",
        "not owned by (?:user|auth)|(?:does not|doesn't|is not|not) (?:owned by|belong to|"
        "match)\\w{0,3}.{0,40}(?:user|login|account|authenticated|sender|from|username|auth)",
        "(?:not|n't) (?:authorized|allowed|permitted|entitled|authorised) to (?:send|use|submit).{0,30}(?:as|"
        "from|with|using|on behalf|this|that|mail|sender|e?-?mail|address|under)",
        f"{_FROM}.{{0,60}}(?:not (?:allowed|permitted|authorized|authorised|accepted|acceptable|match|valid|"
        "listed|local|registered|recognized|configured)|must match|does(?: not|n't) match|mismatch|denied|"
        "refused|rejected|disallowed|unauthorized|prohibited|invalid|illegal|malformed|blocked|forbidden|"
        "not verified|banned|black ?-?listed|blocklisted|bad|syntax error|not exist|unknown|does(?: not|"
        "n't) exist|not local|required|incorrect|ungültig)",
        "(?:invalid|bad|illegal|unauthorized|unacceptable|malformed|unknown|improper|blocked|bogus|missing|"
        f"wrong|null|empty|blank|blacklisted|banned|local|reject\\w{{0,3}}|refus\\w{{0,3}}|denied|"
        f"not accept\\w{{0,3}}|unregistered) (?:the |envelope |your |mail |messages? from |this )*{_FROM}\\b",
        "(?:invalid|bad|illegal|malformed) address in (?:mail )?from|from address.{0,60}(?:must|does(?: not|"
        "n't)|is not|not|isn't|invalid)|mail from.{0,40}(?:must|refused|rejected|denied|same)|must (?:be|use|"
        "match).{0,40}(?:sender|from address|mail from|login|authenticated)",
        "authenticated (?:user|as|sender).{0,60}(?:not|does|mismatch|differ)|authentication (?:user|"
        "id)\\b.{0,30}(?:mismatch|not match)",
        "(?:null|empty) (?:sender|return path|reverse path|envelope)|bounce messages? (?:are |is )?(?:not|"
        "refused|rejected)|does(?: not|n't) accept (?:bounce|null|mails? from <>)",
        "sender (?:has been |is |was |address |denied|blocked|not|reject|refus|user|e?-?mail|access)|"
        "your (?:e-?mail )?address.{0,30}(?:blocked|rejected|blacklisted|banned|refused|denied|"
        "not (?:allowed|accepted))",
        "(?:absender|expéditeur|expediteur|remitente|mittente|remetente|afzender|nadawca|"
        "gönderen).{0,60}(?:nicht|abgelehnt|ungültig|refus|rejet|non|inval|rechaz|no |rifiut|n.o |geweigerd|"
        "niet|odrzuc|bloqu|gesperrt|interdit|unknown|inconnu)",
        "发件人.{0,16}(?:拒绝|不|无效|错误)|發件人|送信者.{0,16}(?:拒否|不正|許可|無効)|отправител.{0,40}(?:отклон|не |запрещ|неверн|"
        "заблок)|발신자.{0,16}(?:거부|차단|유효)|người gửi.{0,30}(?:từ chối|không|bị)|发信地址|发信人",
        "(?:sender|from|address)\\b.{0,40} (?:is |are )?not (?:one of your|among|yours|your own)",
    ),
)
