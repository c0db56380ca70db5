"""Blocklists, bad reputation, greylisting and deferrals."""

from ..rule import Tier, rule

_STRONG = {"tier": Tier.STRONG}
#: How lists of bad addresses are called.
_LIST = (
    "(?:blocklist|block list|block-list|blacklist|black list|black-list|denylist|deny list|deny-list|"
    "spamlist|spam list|spam-list|droplist|drop list)"
)

RULES = (
    rule(
        "greylist",
        "greylisted",
        "grey-?list|gray-?list|grey list|gray list",
        "postgrey",
        "(?:first|new) (?:time )?(?:sender|contact|connection|attempt|seen).{0,60}(?:try|retry|again|later|delay|wait)",
        "(?:not yet|haven't) (?:been )?(?:seen|authorized|whitelisted).{0,60}(?:try|retry|again|later)",
        "temporar\\w{2,4} (?:rejected|refused|denied|delayed|deferred).{0,60}(?:unknown|new|first) (?:sender|"
        "host|triplet|ip)",
        "(?:please )?(?:try|retry).{0,20}(?:again )?(?:in|after) \\d{1,5} ?(?:sec|s\\b).{0,40}(?:triplet|"
        "greet|grey|unknown)",
        "unknown triplet|triplet",
        "tempor.{0,20}blocked.{0,20}by (?:the )?(?:sender )?(?:host )?delay",
        "greeting delay|tempfail.{0,20}new host|sender is unknown, (?:please )?(?:try|retry)",
        "deferred until.{0,40}first (?:attempt|delivery)",
        "liste grise|inscrit en liste grise",
        "graue liste|lista gris|lista grigia|lista cinza",
        "グレイリスト|グレーリスト|灰名单|灰名單|серый список|серого списка|그레이리스트",
        "(?:do not|don't|does not) know you(?:r host)? yet|first contact|come back in \\d|(?:not|n't) (?:seen|"
        "met) (?:you|this (?:sender|host)) before",
        permanent=False,
        **_STRONG,
    ),
    rule(
        "domain_lists",
        "domain_or_url_blocklisted",
        "surbl|uribl|dbl\\.spamhaus|\\bdbl\\b|spamhaus dbl|ivmuri|rhsbl|urlbl\\w{0,4}",
        "sender address (?:\\[@+\\]|<@+>|@+) (?:is )?blocked using",
        "url.{0,10}(?:ブラックリスト|黑名单)",
        "domain block ?list|spamhaus.{0,12} domain|(?:domain|url|link|uri)\\b.{0,60} in (?:the |"
        "your )?(?:message|mail|e-?mail)?(?: body)?.{0,40}spamhaus|zrd\\b",
        **_STRONG,
    ),
    rule(
        "url_blocklist",
        "domain_or_url_blocklisted",
        "(?:url|urls|link|links|uri|hyperlink|web ?site|web address)s?.{0,60}(?:black|block|deny|spam ?list|"
        "listed|malicious|reputation|bad|phish|prohibited|not allowed|banned)",
        "(?:black|block|deny|bad|malicious|phish|banned|spam|suspicious|listed|known|spammy|"
        "unsafe)\\w{0,6}.{0,20} (?:url|urls|link|links|uri|domain in|website)\\b",
        "(?:domain|from domain|sender domain|domain name).{0,50}(?:black ?-?list|block ?-?list|deny ?-?list|"
        "is listed|been listed|listed (?:in|on|by))",
        f"{_LIST}\\w{{0,4}} domain|blocked domain|banned domain",
        "message (?:contains|body contains|includes).{0,30}(?:listed|blacklisted|blocked) (?:domain|host|url|link)",
        "sender (?:address|domain).{0,20}(?:black ?-?list|block ?-?list)\\w{0,3} (?:by|in|on|at)",
        "ファイルurlがブラック",
        **_STRONG,
    ),
    rule(
        "dnsbl",
        "ip_blocklisted",
        "spamhaus|spamcop|sorbs|spamrats|barracudacentral|\\bcbl\\.|abuseat|mailspike|uceprotect|invaluement|"
        "backscatterer|"
        "psbl|nixspam|manitu|gbudb|truncate\\.gbudb|0spam|hostkarma|junkemailfilter|mail-abuse|rota dnsbl|"
        "spamrl|njabl|dsbl\\b|ordb\\b|spews|"
        "sbl-?xbl|\\bzen\\b.{0,3}dnsbl|fabel|s5h|blocklist\\.de|dnsbl|rbl\\b|rbls\\b|rblsmtpd|bl\\.spam|"
        "cloudmark csi|spamsources|dronebl|"
        "korea\\.services|wpbl|lashback|ubl\\.unsubscore|nszones|interserver|bl\\.mailspike|anonmails|swinog|"
        "woody\\.ch|tqmcube|zapbl|spfbl|"
        "kisa-?rbl|kisarbl|spamlist\\.or\\.kr|abuse rbl|cdrbl|cxbl",
        "ipcheck\\.proofpoint|bl\\.score|senderscore",
        "(?:rbl|dnsbl|xbl|sbl|pbl|css)(?:\\b|에|に)",
        **_STRONG,
    ),
    rule(
        "ip_list_words",
        "ip_blocklisted",
        "(?:ip|ip address|host|client|server|relay|address|network|sender ip|connection|you|mta|mail server|"
        f"you're)\\b.{{0,80}}{_LIST}",
        f"{_LIST}\\w{{0,4}}.{{0,40}} (?:ip|host|client|server|address|network|relay)\\b",
        "(?:on|in|by|at) (?:(?:a|an|our|the|my|several|multiple|local|internal|public|at least one|"
        f"global) )?(?:\\w{{1,16}} )?{_LIST}",
        "(?:ip|ip address|host|client|server|network|address|range|subnet|connecting ip).{0,60}"
        "(?:is|was|has been|been|are) (?:currently |temporarily |permanently )?(?:blocked|banned|listed|"
        "barred|blocklisted|blacklisted|black listed)",
        "(?:blocked|banned|refused|rejected|denied|listed|blacklisted|blocklisted)(?: your| the| from| by|"
        " sending| source| client|:|,| -)* (?:ip\\b|ip address|ip-address)",
        "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\]?>? (?:is |has |was |been |being |"
        "currently )*(?:blocked|banned|blacklisted|listed)",
        "(?:mail|message|e-?mail)s? (?:was |is |are )?(?:blocked|rejected|refused) from \\[?\\d{1,3}\\.\\d{1,3}",
        "(?:banned|blocked) (?:sending|source|sender|client) ip",
        "(?:real-?time|dns) (?:black|block)",
        "open (?:relay|proxy)",
        "dul\\b|dial-?up|dynamic(?:ally)? (?:ip|address|allocated|assigned|pool|host|range|residential)|"
        "residential ip|dynamic dialup|end.user ip|consumer ip",
        "(?:messages?|mail|email|e-mail|connections?|smtp|traffic|access).{0,30} from.{0,60}(?:ip|"
        "your (?:network|server|host|isp|ip)|\\[[\\d.:a-f]+\\])"
        ".{0,60}(?:blocked|blacklisted|blocklist|banned|not accepted|refused due to (?:abuse|spam))",
        "part of their network is on our block ?list",
        "de-?list|delisting|removal request|request removal|to be removed from (?:this|the|our) (?:list|"
        "block)|unblock request|remove your ip",
        "(?:ipbl|ip bl|ipban|blocked by ip|ip-?blocked|ip is blocked|bad ip)",
        "client host .{0,100}blocked",
        "s3140|s3150|s844",
        "ip.{0,30}adresse.{0,60}(?:gesperrt|blockiert|gelistet|blacklist|sperrliste)",
        "adresse ip.{0,60}(?:bloqu|black|liste noire|refus)|liste noire",
        "(?:direcci.n ip|su ip|indirizzo ip|endere.o ip|seu ip|ip de origen).{0,60}(?:bloquead|bloccat|"
        "lista ne[gr]|black|listad|elencat|rechaz)",
        "lista ne(?:gra|ra)|sperrliste|schwarze liste|zwarte lijst|czarn\\w{1,3} li[sś]",
        "黑名单|黑名單|封禁|ブラックリスト|拒否リスト|черн\\w{1,4} спис|чёрн\\w{1,4} спис|блокировк|заблокирован.{0,30}ip|"
        "ip.{0,30}заблокирован|블랙리스트|차단된 ip|danh sách đen|bị chặn.{0,30}ip|ip.{0,30}bị chặn",
        "ip=\\d.{0,60}(?:problem occurred|dial)",
        "(?:ip|dirección|endereço|adresse)\\b.{0,60}(?:lista de bloque|lista de bloq|lista negra|bloquead[oa]|"
        "bloccat[oa]|bloqué)",
        "ip.{0,30}(?:拒否|拒绝|封|屏蔽|登録|被列入|차단|등록)",
        "(?:host|ip|server|client|address)\\b.{0,40}(?:reject|deny|access|ban|block)\\w{0,3} (?:table|file|"
        "database|db|map)",
        **_STRONG,
    ),
    rule(
        "microsoft_banned_ip",
        "ip_blocklisted",
        "access denied, (?:banned|spam abuse|bad|blocked)",
        "banned sender|banned sending ip|spam abuse detected",
        enhanced=("7.1", "7.511", "7.501", "7.502", "7.503", "7.512", *(f"7.{number}" for number in range(606, 650))),
        **_STRONG,
    ),
    rule(
        "yahoo_permanent_block",
        "ip_blocklisted",
        "\\[ts0[2-9]\\].{0,80}permanently deferred",
        "permanently deferred.{0,60}(?:user complaints|ts0)",
        "messages from .{0,80}permanently deferred",
        "bl0000",
        "blocked for (?:spam|abuse|sending spam)",
        **_STRONG,
    ),
    rule(
        "reputation",
        "low_reputation_deferral",
        "rate.?limit\\w{0,3}.{0,40}reputation|reputation.{0,160}rate.?limit",
        "(?:low|poor|bad|negative|insufficient|no|unknown|weak|questionable|neutral|declining|damaged) "
        "(?:\\w{1,12} ){0,2}reputation",
        "reputation (?:is |score |of .{0,60})?(?:too )?(?:low|poor|bad|negative|below|insufficient|evaluat|being)",
        "sending history|without history|not (?:yet )?(?:been )?(?:warmed|established)|warm(?:ed|ing)?.?up",
        "(?:too many|excessive|high|user|spam|numerous|many) (?:\\w{1,12} )?complaints?\\b|complaint rate",
        "(?:trust|sender|reputation|sending) (?:score|rating|level)",
        **_STRONG,
    ),
    rule(
        "filter_service_deferral",
        "low_reputation_deferral",
        "ipcheck\\.proofpoint|dynamic-reputation|pdr\\b",
        codes=(421, 450, 451, 452),
        **_STRONG,
    ),
    rule(
        "deferral",
        "low_reputation_deferral",
        "tss04|ts01|ts02|ts03|ts04|tss0\\d|tss1\\d",
        "user complaints|complaint rate|complaints? (?:from|by|received|volume)|excessive complaints",
        "(?:low|poor|bad|negative|suspicious|insufficient|very low|no|unknown|weak|questionable|suspect|"
        "declining) (?:\\w{1,12} )?reputation",
        "reputation.{0,50}(?:low|poor|bad|negative|too|is|score|block|reject|fail|issue|problem|below)",
        "(?:due to|because of|based on|of) (?:the |its |your |sender'?s? |our |domain |ip |poor |low )*reputation",
        "unusual (?:rate|amount|traffic|volume|pattern|sending)|unexpected (?:volume|traffic)|"
        "suspicious (?:activity|traffic|pattern|sending)",
        "temporar\\w{2,4} deferred.{0,60}(?:unexpected|complain|volume|reputation|abuse|spam|policy)",
        "prs-?reputation|ptr-?reputation|prsreputation|senderbase reputation|ip reputation|\\bsbrs\\b",
        "(?:suspected|likely|suspicious|possible) (?:spam|spammer|unsolicited).{0,40}(?:source|sender|origin|"
        "host|ip|rate)",
        "mail from.{0,60}temporarily (?:suspended|blocked|deferred)|(?:host|ip|"
        "server).{0,60}temporarily (?:blocked|blacklisted|suspended|rejected)",
        "temporarily (?:blocked|blacklisted|suspended|rejected|refused|rate limited).{0,40}(?:ip|spam|abuse|"
        "host|complaint|suspicious)",
        "sender.{0,20}(?:bad|poor|low) (?:rating|score)|sender ?score|senderbase|reputation",
        "r[eé]putation (?:insuffisante|mauvaise|faible|trop)|mauvaise r[eé]putation|"
        "schlechte[rn]? reputation|mala reputaci|cattiva reputazione|m. reputa|baixa reputa|baja reputaci",
        "信誉|評価が低|репутац|평판|uy tín",
        **_STRONG,
    ),
)
