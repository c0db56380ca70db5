"""Login, encryption, connection, routing and the other server's own troubles."""

from ..rule import Tier, rule

_STRONG = {"tier": Tier.STRONG}

RULES = (
    rule(
        "login",
        "smtp_auth_failed",
        "(?:username|password|credential)s?.{0,40}(?:not accepted|incorrect|invalid|wrong|rejected|mismatch|"
        "bad|failed|are not|is not correct).{0,30}",
        "(?:incorrect|invalid|wrong|bad|missing) (?:\\w{1,14} )?(?:password|credential|username|"
        "authentication|api key|auth)s?\\b",
        "(?:smtp |sasl |user |plain |login |xoauth2? |oauth2? |cram-md5 |"
        "ntlm )?authentication (?:is )?(?:fail|unsuccessful|error|required|rejected|credential|unsuccess|not|"
        "invalid|aborted|denied|mechanism|cancel|needed|exchange|too weak|disabled|data)",
        "auth(?:entication)? (?:fail|required|not|error|mechanism|command|login|first)|not authenticated|"
        "must (?:first )?(?:authenticate|login|log in)|(?:please|need to|have to|"
        "requires?) (?:\\w{1,10} )?(?:authenticate|log ?in|sign in|authentication)|authenticate (?:first|"
        "before|yourself)|login (?:failed|denied|required|incorrect)|logon (?:failure|denied)",
        "application-specific password|app password|web browser|less secure|smtpclientauthentication|"
        "security defaults|basic authentication|modern auth|authentication unsuccessful|user credentials|"
        "access token|oauth|xoauth",
        "smtp auth extension not supported|no suitable authentication method|auth not supported|"
        "authentication not (?:enabled|supported)",
        "authentifizierung|anmeldung|authentification|mot de passe|contrase.a|autenticaci.n|autenticazione|"
        "autentica..o|senha|wachtwoord|uwierzytel|nieprawidłowe",
        "身份验证|密码错误|認証|аутентификац|пароль|인증|xác thực|mật khẩu|授权码|登录失败",
        "unauthenticated senders not|benutzername|passwort|kennwort|identifiant|nom d'utilisateur|"
        "nombre de usuario|nome utente|nome de usu|gebruikersnaam|имя пользователя|логин|tên đăng nhập|用户名或密码|"
        "用户名.{0,6}(?:错|不正确)|ユーザ名|パスワード|비밀번호",
        "unauthori[sz]ed ip|ip (?:address )?(?:is )?not (?:whitelisted|allowlisted) (?:for|in) (?:this|your) account",
        **_STRONG,
    ),
    rule(
        "tls",
        "tls_failure",
        "starttls.{0,50}(?:required|first|fail|not|must|error|refused|unavailable|offered|supported|needed|extension)",
        "(?:must|issue a|need|require|requires|please|failed|cannot|unable|offer|without|"
        "support) (?:\\w{1,10} ){0,3}starttls",
        "(?:tls|ssl|encryption|encrypted|certificate|handshake|cipher).{0,60}(?:required|fail|error|"
        "not (?:available|supported|possible|trusted|valid|offered|match)|expired|mismatch|verify|invalid|"
        "refused|unavailable|mandatory|alert|negotiat|untrusted|self.signed|version|problem|lost|needed|"
        "disabled|unknown|wrong|unexpected|eof)",
        "(?:requires?|need|needs|no|must use|invalid|untrusted|expired|failed|cannot start|unable to|"
        "negotiate|without|support|self.signed|secure) (?:\\w{1,10} ){0,2}(?:tls|ssl|encryption|encrypted|"
        "certificate|cipher)\\b",
        "certificate.verify.failed|certificate_verify|wrong.version.number|sslv3|tlsv1|unexpected.eof|"
        "hostname mismatch|dane\\b|tlsa\\b|mta-sts|sts policy|sslerror|ssl:|\\[ssl\\b|no shared cipher|"
        "requiretls|unknown ca\\b|dh key too small|unsupported protocol",
        "verschlüsselung|chiffrement|cifrado|crittografia|criptografia|加密|暗号化|шифрован|암호화",
        "(?:not|n't) (?:sent |transmitted |delivered )?(?:over|via|using|through) (?:a |an )?(?:tls|ssl|"
        "encrypted|secure)|unencrypted|requires? all .{0,40} tls",
        "certificate (?:is |was |could |can )?(?:not|n't) (?:be )?(?:verif|trust|valid|accept)\\w{0,4}",
        "verschlüssel\\w{0,4}.{0,40}(?:erforderlich|zwingend|verlangt|notwendig)|connexion (?:non )?(?:chiffr|"
        "sécuris)|conexi.n (?:segura|cifrada)|(?:tls|ssl).{0,30}(?:erforderlich|obligatoire|requerid|richiest|"
        "obligat|必要|必须|требуется|bắt buộc)",
        **_STRONG,
    ),
    rule(
        "loop",
        "remote_server_error",
        "(?:mail|message|routing|forwarding|delivery|aliasing|dns|alias|email).{0,20}loop|loops? (?:back|"
        "detected)|looping|loop(?:ed|s)? (?:back )?to (?:myself|me)|too many hops|hop-?count|hops? exceeded|"
        "too many received|exceeded .{0,20}hops|maximum hop|hop limit|point(?:s)? back to (?:me|us|local)|"
        "points to local host|best-preference mx|config error: mail loops|received (?:header )?count|"
        "too many (?:received )?headers? \\(|endless",
        "ループ|循环|цикл|루프|boucle|schleife|bucle|ciclo di",
        **_STRONG,
    ),
    rule(
        "dns_try_again",
        "connection_or_timeout",
        "name service error.{0,80}try again|host not found, try again|temporary failure in name resolution|"
        "name or service not known",
        **_STRONG,
    ),
    rule(
        "timeout",
        "connection_or_timeout",
        "(?:connection|connect|connecting|operation|session|conversation|command|read|data|server|smtp|"
        "delivery|network|message|queue|retry|socket|transaction|dns|response|lookup|request|write|host|"
        "attempt)s?\\b.{0,40}(?:timed ?-?out|time ?-?out|timeout)",
        "(?:timed ?-?out|timeout|time ?out|timedout)(?: \\w{1,12}){0,3}",
        "connection (?:\\w{1,12} ){0,3}(?:refused|reset|closed|lost|dropped|failed|failure|aborted|"
        "terminated|unexpectedly|error|interrupted|broken|died|could not|cannot|was|to)|lost connection|"
        "connection (?:refused|lost)|broken pipe|(?:remote|server|host|peer).{0,20}(?:closed|dropped|"
        "terminated|hung up|disconnected)(?: the)?(?: connection)?|closed connection|disconnected|"
        "unexpectedly closed|please run connect\\(\\) first|connection aborted|forcibly closed",
        "(?:can't|cannot|could not|couldn't|unable to|not able to|failed to|fail to|wasn't able to|can not|"
        "failure|unable|impossible to|error) (?:\\w{1,10} ){0,4}(?:connect\\b|contact|reach|establish|open|"
        "initiate|communicate|talk to|deliver to (?:the )?(?:remote|host))",
        "(?:network|host|server|destination|mx|mail ?server|exchanger)s?(?: \\w{1,12}){0,4} (?:is |are |was |"
        "were )?(?:unreachable|not reachable|not responding|unavailable to connect|unresponsive|did(?: not|"
        "n't) respond|down\\b|not answer|not accept (?:connect|our request))|no route to host|no answer|"
        "unreachable|no response|did(?: not|n't) respond|bad connection|no mail server|"
        "all (?:mail )?(?:servers|hosts|mx|exchangers).{0,30}(?:fail|down|defer|unreach|been)",
        "(?:message|delivery|mail|queue|retry|period|lifetime|time).{0,30}(?:expired|has expired|expiration)|"
        "delivery time expired|(?:has|have|been) (?:been )?(?:expired|too long)|"
        "been in (?:the )?queue too long|in (?:the )?queue (?:for )?(?:too long|more than)|"
        "could not be delivered (?:for|within|after|in)|undeliver\\w{2,5} (?:for|after) .{0,20}(?:day|hour)|"
        "retry time(?:out)? (?:not reached|exceeded|has)|retries exhausted|retry count|giving up|gave up|"
        "not (?:been )?(?:collected|delivered) (?:after|within|for|in)|queue\\.expired|maximum.time.expired|"
        "delivery (?:attempts|retry|period|has been (?:delayed|failing))|attempts?.{0,20}(?:exhausted|failed|"
        "expired|exceeded)|message (?:delayed|expired)|been (?:trying|attempt\\w{2,4}) .{0,40}(?:day|hour)s?|"
        "temporarily undeliverable|tried .{0,30}(?:days|hours|times)|failed \\d{1,4} attempts",
        "name or service not known|temporary failure in name resolution|nodename nor servname|getaddrinfo|"
        "errno -\\d{1,2}|errno \\d{1,3}|gaierror|no address associated with hostname|winerror \\d{1,5}|"
        "no such host is known|name resolution|socketexception|name service error.{0,80}try again|"
        "host not found, try again|dns (?:server )?(?:error|fail|timeout|lookup (?:fail|error)|query fail|"
        "problem|server fail)|servfail|temporary (?:dns|name)|dns lookup fail|"
        "cname lookup failed temporarily|lowest.numbered mx.{0,60}(?:unreach|refus)",
        "zeitüberschreitung|verbindung.{0,40}(?:fehl|abge|nicht|verweig|verlor|timeout)|"
        "d[eé]lai.{0,40}(?:d.pass|expir|attente)|connexion.{0,40}(?:refus|imposs|échou|perdu|ferm|interrom)|"
        "conexi.n.{0,40}(?:rechaz|fall|perd|agot|cerr|expir|rehus)|tiempo (?:de espera )?(?:agotado|"
        "excedido)|connessione.{0,40}(?:rifiut|fall|scad|chius|persa)|conex.o.{0,40}(?:recus|falh|perd|esgot|"
        "encerr)|tempo (?:limite|scaduto|esgotado)|verbinding.{0,30}(?:mislukt|geweigerd|verbroken)|"
        "po[lł][aą]czeni\\w.{0,40}(?:odrzuc|przerw|przekrocz)|nicht erreichbar|keine verbindung|injoignable",
        "连接.{0,10}(?:超时|失败|拒绝|被)|連線逾時|超时|無法連接|无法连接|接続.{0,12}(?:拒否|失敗|タイムアウト|でき)|タイムアウト|время ожидания|"
        "тайм-?аут|соединени.{0,30}(?:отказ|прерван|разорван|не удал)|연결.{0,16}(?:실패|거부|끊|시간)|시간 초과|"
        "kết nối.{0,30}(?:thất bại|từ chối|không|hết)|hết thời gian",
        "(?:exceed\\w{0,3}|reached|hit) (?:the )?(?:max\\w{0,4} |maximum |retry |"
        "delivery )?(?:number of )?(?:time|retries|retry|attempts|lifetime|age)\\b",
        "too old\\b|max(?:imum)? (?:time|retries|attempts|age|lifetime)",
    ),
    rule(
        "server_trouble",
        "remote_server_error",
        "temporary server error|internal (?:server )?error|(?:local|server) configuration error|"
        "out of memory|insufficient system",
        "(?:connect|connection|query|lookup|contact|reach|talk)\\w{0,3} (?:to |the |with |of )*(?:database|"
        "ldap|mysql|postgres\\w{0,3}|sql|directory server|policy server|milter|antivirus|virus scanner|clamd|"
        "spamd|amavis\\w{0,2}|backend|storage)",
        "(?:database|ldap|milter|policy server|antivirus|scanner|backend|mail ?store|storage|"
        "spool)\\b.{0,40}(?:unavailable|down|offline|not reachable|unreachable|timed? ?out|failed|failure|"
        "error|busy|locked)",
    ),
    rule(
        "remote_trouble",
        "remote_server_error",
        "(?:local|internal|system|server|configuration|temporary local|unexpected|software|database|ldap|"
        "program|i/o|lookup|directory|disk|fatal|mailer|processing|backend|unknown|protocol|general|"
        "transient|temporary|temporary system|mail system|routing|policy server|unrecoverable|delivery agent|"
        "content processing|transport|smtp|service|scanner|temporary server) (?:\\w{1,12} )?(?:error|problem|"
        "failure|fault|exception|misconfigur)",
        "(?:server|service|system|mailserver|mail system|host|resources?|mailbox store|database|storage|"
        "daemon|backend|milter|scanner|filter)s?(?: \\w{1,12}){0,3} (?:is |are |was )?(?:currently |"
        "temporarily |too |not )?(?:unavailable|busy|overload\\w{0,2}|down|maintenance|out of (?:memory|"
        "resources|disk)|not available|in trouble|not accepting|offline|misconfigured|shutting down|"
        "not working|failed|error)",
        "(?:temporar\\w{2,4}|currently) (?:\\w{1,14} )?(?:unavailable|failure|fail|out of|error|problem|"
        "unable|disabled|rejected|deferred|not (?:available|able)|lookup|system|cannot|closed|suspend)|"
        "tempfail|temp fail|temporary",
        "insufficient (?:system )?(?:resources|storage|memory|disk)|out of memory|no space left|(?:disk|"
        "file ?system|spool|queue)(?: is)? full|no (?:more )?(?:free )?disk|low (?:on )?disk|"
        "not enough (?:system )?(?:memory|resources)|system (?:storage|disk|load|resources)|"
        "load (?:is )?too high|high load|overloaded|server busy|resources? (?:exhausted|temporarily|"
        "unavailable|restrict|low)|insufficientresources|insufficient resource|4\\.3\\.1|backpressure",
        "(?:queue file write|write|mail queue|read|file|open|lock|fork|bdat|data|create|save|store|commit|"
        "pipe) error|queue file|mail for .{1,255} loops back|command (?:died|failed|time|output|unrecognized|"
        "not (?:recognized|implemented)|unknown)|child (?:status|process|exit|died|crashed)|exit (?:status|"
        "code)|cannot (?:open|create|write|append|lock|execute|allocate|stat|store)|can't (?:open|create|"
        "write|execute|lock|store)|unable to (?:open|create|write|lock|store|process|complete|save|exec)|"
        "failed to (?:save|store|write|open|process|complete|append|insert)|permission denied|delivery agent|"
        "user unknown error|internal (?:e|s|p|f|r|lookup|config)|unknown mailer|mailer error|pipe to|program failure|"
        "service not available|please try (?:again )?later|try (?:again|back|later)|come back later|"
        "retry later|again later",
        "(?:unrecognized|bad sequence|out of sequence|unimplemented|unsupported|unknown|invalid|illegal|"
        "unexpected) (?:of )?(?:command|commands|smtp|parameter|argument|sequence|verb)|bad sequence|"
        "syntax error|protocol error|command (?:not|unrecog|parameter|rejected|disabled)|need (?:mail|rcpt|"
        "helo|data)|need rcpt|issue rcpt|nested mail|polite people|commands? out|synchronization error|"
        "pipelining|improper (?:command|use)|no valid recipients|no recipients|must issue|valid rcpt|"
        "data command|transaction (?:aborted|cancel)",
        "shut(?:ting)? down|under maintenance|out of service|closing (?:transmission|connection)|"
        "system (?:not|is not|temporarily|does not) (?:accept|currently|available)|cannot accept (?:mail|"
        "message|new)|not accept(?:ing)? (?:any |network |new |incoming )?(?:messages|mail|connections)|"
        "cannot process|could not process|can't process|system unavailable|hard error|delivery (?:error|"
        "problem|temporarily)",
        "serverfehler|interner fehler|vorübergehend|später|erreur (?:interne|serveur|temporaire)|réessay|"
        "reessay|ressay|plus tard|error (?:interno|temporal|del servidor)|inténtelo|intentelo|m.s tarde|"
        "errore (?:interno|temporaneo|del server)|riprov|pi. tardi|erro (?:interno|tempor|no servidor)|"
        "tente novamente|mais tarde|tijdelijk|b[lł][aą]d (?:serwera|wewn)|geçici",
        "系统(?:错误|繁忙|忙)|系統|服务器(?:错误|繁忙|忙|内部)|稍后|稍後|内部エラー|システムエラー|サーバ.{0,6}エラー|一時的|しばらく|внутренн|временн|"
        "попробуйте позже|повторите|서버 (?:오류|내부)|일시적|잠시 후|lỗi (?:máy chủ|hệ thống|nội bộ)|tạm thời|thử lại",
        tier=Tier.WEAK,
    ),
)
