"""SPF, DKIM, DMARC, reverse DNS and HELO (RFC 7208, 6376, 7489, 7372, 5321 2.3.5)."""

from ..rule import Tier, rule

_STRONG = {"tier": Tier.STRONG}

RULES = (
    rule(
        "dmarc",
        "auth_spf_dkim_dmarc",
        "dmarc.{0,60}(?:policy|fail|reject|not pass|did not|unaligned|alignment|evaluat|violat|quarantine|"
        "check|validation|disposition)",
        "(?:fail|reject|violat|due to|because of|against|block|does not pass|not comply with|"
        "under)\\w{0,4}.{0,60}dmarc",
        "unauthenticated (?:e-?mail|message|mail)s? (?:is|are|from|was|not|rejected)|unauthenticated sender(?!s not)",
        "(?:e-?mail|message|mail).{0,30}(?:is|was|been) unauthenticated",
        "dt:dmarc",
        **_STRONG,
    ),
    rule(
        "dkim",
        "auth_spf_dkim_dmarc",
        "dkim.{0,80}(?:fail|invalid|missing|not pass|did not|required|reject|bad|verif|no valid|unaligned|"
        "not found|check|absent|unsigned)",
        "(?:fail\\w{0,4}|invalid|missing|no|bad|requires?|without|valid).{0,20} dkim",
        "not (?:dkim )?signed (?:with|by) (?:a )?(?:valid )?dkim",
        **_STRONG,
    ),
    rule(
        "spf",
        "auth_spf_dkim_dmarc",
        "spf.{0,60}(?:fail|reject|softfail|hardfail|not pass|did not|denied|check|record|permerror|neutral|"
        "unauthorized|forgery|does not)",
        "(?:fail\\w{0,4}|reject\\w{0,3}|invalid|due to|no|missing|because of|violat\\w{0,4}).{0,24} spf\\b",
        "sender policy framework|does not designate",
        "openspf\\.(?:org|net)",
        "not (?:authorized|allowed|permitted|designated|listed).{0,50}(?:by|in|to).{0,40}(?:\\bspf|"
        "domain owner|sender policy)",
        "domain owner.{0,60}(?:discourages|prohibits|does not)",
        "not (?:a )?(?:permitted|designated|authorized) (?:sender|host|mailer|server) (?:for|"
        "of) (?:the )?(?:domain|sender)",
        "spf\\b(?! (?:record for|domain))",
        **_STRONG,
    ),
    rule(
        "authentication_checks",
        "auth_spf_dkim_dmarc",
        "(?:sender|message|mail|email|domain|does not|did not|fail\\w{0,4}|lack\\w{0,3}|required|pass|meet).{0,50}"
        "(?:email |domain |sender |required )?authentication (?:level|check|requirement|result|information|"
        "fail|standard|polic)",
        "(?:must|should|requires?|need|needs).{0,40}(?:be authenticated|authenticate with|authentication \\(spf)",
        "authentication.{0,30}(?:spf|dkim|dmarc)",
        "\\barc\\b.{0,30}(?:fail|invalid|validation)",
        "message failed authentication",
        "not pass authentication checks",
        "spoof(?:ed|ing)? (?:e-?mail|message|sender|detected|attempt|protection)|anti-?spoof",
        "intra.org spoof|sender (?:is |was )?(?:spoofed|forged)|forged sender",
        **_STRONG,
    ),
    rule(
        "reverse_dns",
        "ptr_or_helo",
        "(?:reverse|ptr|rdns|fcrdns).{0,60}(?:dns|lookup|record|resol|missing|fail|not found|does not|"
        "mismatch|entry|required|check|match|host|generic)",
        "(?:no|missing|without|invalid|bad|lacks?|valid|matching|correct|generic|dynamic|"
        "a) (?:a )?(?:valid )?(?:\\bptr|\\brdns|reverse)",
        "cannot find your (?:reverse )?hostname",
        "cannot resolve your (?:address|hostname|ip|host)",
        "(?:unable to|could not|cannot|can not|failed to|cant|couldn't|can't) (?:find|get|verify|"
        "resolve).{0,20}(?:your|client|sending|connecting|remote)"
        ".{0,20}(?:host|ip address|address|domain name|ptr|name)",
        "(?:ip|client|host)(?: address)? name (?:lookup|possibly forged|does not)|(?:ip name|"
        "dns name) (?:lookup|mismatch)",
        "ip name (?:possibly )?forged",
        "(?:your|client|sending|the) (?:ip|ip address|host|server|mailserver).{0,60}(?:does(?: not|"
        "n't) (?:have|resolve)|has no|no) "
        ".{0,20}(?:dns|reverse|ptr|hostname|name|fqdn)",
        "hostname.{0,40}(?:does(?: not|n't) (?:match|resolve)|mismatch|not match)",
        "does not resolve (?:to (?:a |the )?(?:valid |fqdn|hostname|name|address)|back)",
        "(?:forward|backward).{0,20}(?:confirmed|dns|lookup).{0,30}(?:fail|mismatch|match|not)",
        "client host rejected: cannot find",
        "access denied.{0,20}(?:fix|check) (?:your )?(?:reverse )?(?:dns|rdns)|fix reverse dns|"
        "fix your (?:dns|rdns|reverse)",
        "generic (?:hostname|reverse|rdns|ptr|host name)|(?:looks|seems) (?:like a )?(?:generic|dynamic)",
        "resolve your (?:hostname|ip)",
        "(?:improper|incorrect|wrong|bad|missing|invalid|misconfigured) dns (?:setting|config|record|entr|ptr|"
        "resource)",
        "dns ptr",
        "(?:dynamic|generic|residential|unqualified|invalid)\\b.{0,16}(?:ptr|rdns|reverse|host ?name)",
        **_STRONG,
    ),
    rule(
        "helo",
        "ptr_or_helo",
        "(?:helo|ehlo|hello).{0,80}(?:reject|invalid|forged|not (?:resolve|valid|exist|match|found|a)|"
        "need fully|refused|mismatch|incorrect|bogus|"
        "required|does not|violat|impersonat|error|denied|must|bad|fake|spoof|hijack|numeric|faked|unresolv|"
        "unknown|blocked|not accepted|no such)",
        "(?:invalid|bad|bogus|forged|incorrect|unresolvable|malformed|wrong|fake|your|polite|say|nonexistent|"
        "send|illegal|syntactically invalid).{0,20}"
        "(?:\\bhelo\\b|\\behlo\\b|\\bhelo/ehlo)",
        "(?:invalid|bad|bogus|forged|incorrect) (?:host|domain) name in (?:helo|ehlo)",
        **_STRONG,
    ),
)
