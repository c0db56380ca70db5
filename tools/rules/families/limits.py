"""Too large, too full, too fast, too many."""

from ..rule import Tier, rule

_STRONG = {"tier": Tier.STRONG}
_BOX = "(?:mail ?-?box|mail ?folder|user|recipient|account|inbox|maildir|mail ?drop|storage|e-?mail|address|disk|message store|mailstore|mail)"

RULES = (
    rule(
        "daily_quota",
        "provider_quota",
        "daily (?:user |smtp |message |sending |send |mail |e-?mail |relay |recipient |account |outgoing |"
        "submission )*(?:sending |message )?(?:quota|limit|allowance|rate|max)",
        "daily .{0,40}(?:quota|limit) .{0,20}(?:exceeded|reached)",
        "(?:sending|send|outgoing|outbound|submission|relay|smtp|monthly|plan|24.hour|credit|subscription|"
        "transaction)s? (?:\\w{1,14} )?(?:quota|limit|allowance)s?.{0,30}(?:exceed|reach|hit|used|over)",
        "(?:exceed|reach|over|above|used up)\\w{0,4}.{0,40}(?:sending|daily|monthly|hourly|outgoing|plan|"
        "24.hour|per day|outbound) (?:\\w{1,12} )?(?:quota|limit|allowance|max|messages)",
        "exceeded the (?:maximum |max )?(?:number of )?(?:messages|e?-?mails?|recipients|"
        "quota).{0,30}(?:per day|today|24|per month|for today|daily|this month)",
        "maximum (?:number of )?(?:credits|sends|messages|emails|recipients).{0,30}(?:per day|per month|24|"
        "daily|reached|exceeded for)",
        "(?:insufficient|not enough|no|out of|run out of|lack of) (?:\\w{1,10} )?credits?",
        "maximum credits exceeded",
        "hourly (?:sending |message |mail )?(?:quota|limit)|"
        "max(?:imum)? (?:number of )?e?-?mails per (?:hour|day)|max(?:imum)? defers and failures|"
        "daily message quota|sending quota|submissionquotaexceeded|recipientratelimit|message submission rate",
        "(?:account|domain|sender|you|user)\\b.{0,60}\\b(?:suspended|disabled|paused|blocked|on hold|"
        "probation|shut down|restricted|limited)"
        ".{0,60}\\b(?:from sending(?! (?:\\w{1,8} )?to (?:this|the|that|him|her))|for sending|outbound|"
        "outgoing|unpaid|billing)",
        "sending (?:has been |is |was )?(?:paused|suspended|disabled|blocked|shut ?down)",
        "limite? (?:diaria|journali.re|di.rio|giornaliero|quotidien\\w{0,2}).{0,40}|tageslimit|"
        "tägliche.{0,20}limit|daglimiet|(?:limite|límite|quota|cuota).{0,20}(?:diari[oa]|diário|diária|"
        "giornalier|journali)",
        "日配额|每日限额|每天.{0,10}(?:发送|上限)|日発送|суточн\\w{1,4} (?:лимит|квот)|하루.{0,10}(?:한도|초과)|일일.{0,10}(?:한도|초과)|"
        "giới hạn.{0,20}(?:ngày|gửi)|发送频率.{0,10}超|发信.{0,10}(?:超过|上限)",
        "bad outbound sender|outbound spam|access denied, tenant has exceeded|tenant has exceeded|"
        "tenant.{0,30}threshold|suspicious.{0,40}contact support.{0,30}7\\.[57]0[0-9]",
        "(?:exceed\\w{0,3}|reached).{0,20}max(?:imum)? (?:e-?mails?|messages|defers)",
        "domain .{1,80} is not allowed to send|sandbox (?:sub)?domains?|free (?:plan|account|"
        "tier).{0,40}(?:limit|test|upgrade)|upgrade your (?:plan|account)|(?:plan|package|"
        "subscription)(?:'s)? (?:limit|allows)",
        "cota de envio|cuota de env|quota d'envoi|(?:messages|e-?mails|envois) (?:autoris.s )?par (?:heure|"
        "jour)|(?:nachrichten|e-?mails) pro (?:stunde|tag)|(?:messaggi|e-?mail|invii) (?:al|per) giorno|"
        "(?:mensajes|correos|env.os) (?:por|al) (?:d.a|hora)|(?:mensagens|e-?mails|envios) por (?:dia|hora)",
        "(?:messages|e-?mails|mails|recipients)\\b.{0,30}(?:may|can|allowed to|permitted to|entitled to) send",
        "too many (?:messages|e-?mails|mails|recipients) (?:today|this (?:day|month)|in (?:the last |a )?(?:24|"
        "day|month))",
        "(?:messages|mails|e-?mails|recipients) (?:sent|submitted|transmitted) (?:by|from|through) (?:this|your|the) "
        "(?:account|user|mailbox).{0,40}(?:exceed|limit|quota)",
        **_STRONG,
    ),
    rule(
        "size",
        "message_too_large",
        "(?:message|mail|e-?mail|size|attachment|content|body|header|file|data)s?\\b.{0,50}(?:too (?:large|"
        "big)|(?:message|mail|e-?mail) (?:is )?too long|exceed\\w{0,3}.{0,40}(?:size|bytes|fixed|"
        "maximum (?:allowed|length|message|permitted|value))|larger than|bigger than|over (?:the )?(?:size|"
        "maximum)|greater than)",
        "size.{0,40}(?:exceed|limit|too|larger|over|greater|maximum|violat)",
        "(?:exceed\\w{0,3}|maximum|max|over|limit on|larger than|too large|above|"
        "violat\\w{1,4}).{0,50}(?:message |mail |e-?mail |attachment |fixed |file |allowed |inbound message |"
        "incoming message )size",
        "(?:message|mail) (?:length |size )?exceed\\w{0,2} (?:the |our |your )?(?:\\w{1,10} )?limit|"
        "(?:message|mail) (?:length|size) exceed",
        "too (?:large|big)\\b|oversized? (?:message|mail)|message is oversize|file too large",
        "sendsizeexceed|recvsizeexceed|resolver\\.rst\\.(?:send|recv|recip)\\w{0,6}size",
        "max(?:imum)? (?:message )?size|size limit",
        "message trop (?:gros|volumineux|grand)|taille.{0,30}(?:d.pass|exc.d|maxim|trop)|"
        "nachricht (?:ist )?zu gro|(?:größe|groesse|grösse).{0,30}(?:überschr|ueberschr|überst|uebersch)|"
        "zu gro(?:ß|ss)|demasiado grande|tama.o.{0,40}(?:exced|supera|m.xim)|troppo grande|"
        "dimension\\w.{0,40}(?:supera|eccede|massim)|muito grande|tamanho.{0,40}(?:excede|m.xim|limite)|"
        "te groot|zbyt du",
        "邮件(?:过大|太大|大小|尺寸)|郵件(?:過大|太大)|サイズ.{0,16}(?:超|大き|制限)|容量が大き|слишком больш|размер.{0,30}превы|"
        "превыш.{0,30}размер|크기.{0,16}초과|quá lớn|vượt quá (?:kích thước|dung lượng)",
        "größe.{0,40}(?:zulässig|maximal|limit|beschränk)|(?:zulässige|maximale|"
        "erlaubte)\\w{0,2} (?:nachrichten)?größe|überschreitet.{0,40}größe|taille.{0,40}(?:supérieur|limite|"
        "autoris|d.pass)|trop volumineu|tama.o.{0,40}(?:permitid|l.mite|superior)|dimensione.{0,40}(?:massim|"
        "limite|consentit)|tamanho.{0,40}(?:permitid|limite|superior)|rozmiar.{0,30}(?:przekr|limit)|"
        "boyut.{0,30}(?:aş|büyük)|velikost.{0,30}(?:překro|limit)",
        "メール(?:の)?サイズ|サイズ.{0,12}(?:上限|超)|(?:邮件|附件).{0,10}(?:超过|超出|过大)|超过.{0,10}(?:大小|限制).{0,6}邮件|"
        "размер (?:письма|сообщения)|메일 크기|(?:thư|email|tin).{0,20}(?:dung lượng|kích thước).{0,20}(?:vượt|lớn|"
        "quá)|vượt quá dung lượng",
        **_STRONG,
    ),
    rule(
        "server_full",
        "remote_server_error",
        "(?:disk|space|storage|memory|resources?)\\b",
        enhanced=("3.0", "3.1", "3.2"),
        **_STRONG,
    ),
    rule(
        "full",
        "mailbox_full",
        f"{_BOX}(?:'s)?(?: \\w{{1,20}}){{0,3}} (?:is |are |is currently |currently |has become |was |"
        "appears to be |is temporarily )?(?:over.?full|full\\b|overfull|is full)",
        f"{_BOX}.{{0,60}}(?:over|out of|exceed\\w{{0,3}}|above|reached|hit|beyond|overdrawn|has exceeded|"
        f"insufficient|no more|used all|past|above).{{0,30}}(?:quota|space|storage|allocat|allotted|"
        "limit of stor|capacity|disk)",
        "(?:over|exceed\\w{0,3}|exceeds|out of|above|insufficient|would exceed|reached|beyond|not enough|"
        "no free|excess|hit).{0,30}(?:mailbox |disk |storage |user'?s? |maildir |mail |account |his |the |"
        "its |recipient'?s? )*(?:quota|space|storage alloc|storage limit)\\b",
        "(?<!queue )quota (?:exceeded|violation|full|error|reached|is full|exceed|for|limit|usage|would be|"
        "was|overdrawn|check|has been|on)|over-?quota|overquota|quotaexceeded|disk quota|storage quota|"
        "(?<!queue )quota",
        "mail ?-?box (?:is |has |over |size |usage |storage |temporarily |currently )*(?:full|exceed|limit|"
        "over|maxed)|inbox (?:is )?(?:full|too full)|mail ?box full|mbox full|boxfull|full mail ?box|"
        "too many (?:messages|mails) (?:in|on) (?:this |the )?(?:mailbox|account|inbox)",
        "(?:not|n't) (?:have )?(?:enough|sufficient|any more|adequate) (?:disk |storage |mailbox |free |"
        "available )*(?:space|room|storage)|no (?:more )?(?:space|room|storage) (?:left|available|in|for|on)|"
        "lack of (?:space|storage)|(?:disk|storage|mail ?box|box) (?:space )?(?:is )?(?:full|exhausted|"
        "exceeded|limit)|insufficient (?:disk|storage|mailbox|quota) ?(?:space|storage)? (?:for|in|"
        "on) (?:the )?(?:user|recipient|mailbox|account)",
        "recipient.{0,20}(?:storage|allocation)|(?:out|running out) of (?:storage|space|disk)|"
        "exceeded (?:storage|its|his|their|the) (?:\\w{1,10} )?(?:allocation|allowance|storage limit)|"
        "storage (?:allocation|limit)",
        "maximum number of (?:messages|mails) (?:in|for|stored)|maximal mailbox size|mailbox size limit",
        "bo[iîĩ]te.{0,40}(?:pleine|satur|rempli)|quota.{0,20}(?:d.pass|atteint)|(?:postfach|mailbox|"
        "empfänger|empfaenger)\\w{0,2}.{0,40}(?:voll\\b|überf|ueberf)|speicherplatz|kontingent|"
        "buz.n.{0,40}(?:lleno|capacidad|exced|cupo)|casilla.{0,30}(?:llena|agotado)|cuota.{0,20}(?:exced|"
        "super)|casella.{0,40}(?:piena|satura|esaurit)|spazio.{0,20}(?:esaurit|insuff)|caixa.{0,40}(?:cheia|"
        "lotada|excedeu)|cota.{0,20}exced|postvak.{0,20}vol|mailbox.{0,20}vol\\b|skrzynk.{0,40}(?:pełn|pelna|"
        "przepełn)|dolu\\b|espace.{0,20}(?:insuffisant|satur)|agotado",
        "邮箱.{0,10}(?:已满|满|空间|容量|超)|信箱.{0,10}(?:已滿|滿|满)|メールボックス.{0,16}(?:一杯|いっぱい|満|容量|超)|容量.{0,8}(?:超過|オーバー|"
        "不足)|受信箱|ящик.{0,30}(?:переполн|полон|заполн)|превыш.{0,30}(?:квот|ящик)|квот|переполнен|"
        "메일함.{0,16}(?:가득|초과|용량)|사서함.{0,16}(?:가득|꽉|초과)|용량.{0,8}초과|hộp thư.{0,30}(?:đầy|hết|vượt)|đầy",
        "(?:mail ?box|account|inbox|folder|mail ?store|mail ?file|mail database|quota)\\b.{0,24}(?:reached|at|"
        "exceeds?|exceeded|over|passed|beyond) (?:its|his|her|their|the|your)? ?(?:\\w{1,10} )?(?:limit|"
        "maximum|max|size|quota)",
        "postfach.{0,30}(?:grenze|speicher|quota|belegt|kapazit)|bo[iî]te.{0,40}(?:plein|quota|capacit|limite)|"
        "(?:buzón|buzon|casilla|cuenta).{0,40}(?:superad|capacidad|espacio|limite|límite)|(?:casella|mailbox|"
        "account).{0,40}(?:quota|limite|capienza|spazio)|caixa.{0,30}(?:limite|espa.o|capacidade)|"
        "postbus.{0,20}vol|alıcı.{0,40}dolu|kota.{0,12}(?:aş|dol)|schránk.{0,30}(?:pln|přepln)|"
        "fullt?\\b.{0,12}postlåda",
        "空间不足|空間不足|容量.{0,12}(?:超え|越え|制限|上限|满)|ボックス.{0,16}(?:一杯|いっぱい|容量)|места.{0,12}(?:нет|недостат)|нет места|"
        "용량.{0,12}(?:초과|부족)|가득|dung lượng.{0,20}(?:hết|đầy|hộp)",
        "too much (?:mail|e-?mail|data) (?:stored|already)",
        "(?:mail ?box|inbox|account|user)\\b.{0,20}(?:cannot|can't|can not|unable to) (?:take|hold|store|"
        "accept) (?:any )?more",
        **_STRONG,
    ),
    rule(
        "rate",
        "rate_limit",
        "too many (?:\\w{1,14} ){0,3}(?:connection|session|message|mail|e-?mail|recipient|rcpt|request|"
        "command|error|login|attempt|deliver|concurren|transaction|sender|simultaneous|bad|invalid|"
        "unknown)s?.{0,50}",
        "too much (?:mail|e-?mail|traffic)|recipient thread limit|rate.?limit|ratelimit|rate (?:exceed|"
        "is too|control|of|has been|too)|sending rate|(?:message|mail|connection|delivery|e-?mail|sending|"
        "recipient|hourly|receiving|traffic|submission) rate|throttl",
        "(?:exceed|excessive)\\w{0,4}.{0,50}(?:rate|connections?|sessions?|concurren|frequency|messages per|"
        "mails per|e?-?mails per|per (?:hour|minute|second|connection)|recipients?|volume|"
        "limit of (?:messages|mails|connections))",
        "(?:connection|session|concurren|recipient|rcpt|message|frequency|mail|email|volume|traffic|delivery|"
        "sender|user|hourly|ip|resource)\\w{0,4}(?: \\w{1,14}){0,3} (?:limit|limits|maximum|"
        "threshold)s?.{0,20}(?:exceed|reach|hit|for|per|is|of|was|has)",
        "(?:maximum|max|limit).{0,40}(?:connections|sessions|recipients|messages per|concurrent|"
        "number of (?:connections|messages|recipients|mails)).{0,30}",
        "(?:slow down|slowing down|sending too (?:fast|quickly|many|much)|too (?:fast|quickly|frequent|often|"
        "frequently)|reduce (?:the |your )?(?:rate|number|sending|volume|frequency))",
        "receiving (?:mail |e?-?mail |messages )?(?:at a rate|too (?:quickly|much|many)|at too)|"
        "receiving mail too quickly|mail too quickly",
        "please (?:try|retry).{0,30}(?:fewer|less)|limit the number of|(?:mails?|messages?|connections?|"
        "recipients?) (?:per|in) (?:\\w{1,10} )?(?:hour|minute|day|session|connection|message)",
        "connections? (?:limit|count)|concurrent (?:connection|session)|simultaneous (?:connection|session)|"
        "mail flood|flooding|flood (?:attack|protection|detected)|burst",
        "rl0000|ofr 10[2-9]|ofr004|ofr 999|hvu:|cxthrt|cxsndr|ofr104|mcsv",
        "trop de (?:connexions?|messages?|destinataires?|requ)|zu viele (?:verbindungen|nachrichten|empf|"
        "mails|e-mails)|demasiad[oa]s (?:conexiones|mensajes|destinatarios|correos)|troppi? (?:messaggi|"
        "destinatari|connessioni)|troppe (?:connessioni|mail)|muit[ao]s (?:conex|mensagens|destinat)|"
        "te veel (?:verbindingen|berichten)|zbyt wiele",
        "频率|频繁|連線數|连接数|连接太多|过于频繁|同時接続|送信制限|流量制限|слишком (?:много|часто)|너무 많|빈번|quá nhiều|tần suất|"
        "multi?ple destination domains per transaction",
        "frequency (?:is |was |has been )?(?:limit|too|exceed|restrict|high)",
        "(?:zu viele|zu h.ufig|zu oft|gleichzeitige).{0,40}(?:verbind|sitzung|nachricht|mail|anfrage|empfäng)|"
        "(?:trop|limite) .{0,30}(?:connexion|message|envoi|session|destinataire).{0,30}|nombre (?:maximal |"
        "maximum )?de (?:messages|connexions|destinataires)|(?:limite|límite|maximo|máximo|"
        "demasiad\\w{2}) .{0,30}(?:conexion|mensaje|correo|env.o|destinatario)|(?:superato|limite|"
        "numero massimo) .{0,40}(?:messaggi|connessioni|destinatari|invii)|(?:limite|excesso|"
        "muit\\w{2}) .{0,30}(?:conex|mensage|e-?mails|envio|destinat)|te veel .{0,20}(?:berichten|verbindingen|"
        "mails)|zbyt (?:wiele|du.o|cz.sto)|příliš mnoho|çok fazla|massimo di messaggi",
        "短時間|大量.{0,10}(?:送信|メール|发送|发信)|送信.{0,8}制限|过于频繁|太频繁|频率|并发|連線過多|слишком (?:много|часто|"
        "больш\\w{2,4} (?:числ|колич))|превышен\\w? .{0,20}(?:лимит|част|числ|колич)|너무 많은|동시 접속|단시간|quá nhiều|"
        "quá nhanh|thời gian ngắn",
        "(?:messages|mails|e-?mails|recipients) (?:sent |transmitted |submitted )?(?:in|per|over) (?:one|a single|"
        "this|the same) (?:connection|session)",
        **_STRONG,
    ),
)
