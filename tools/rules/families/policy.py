"""Refusals that name no reason: asked last."""

from ..rule import Tier, rule

RULES = (
    rule("client_host_rejected", "policy_rejected", "client host rejected: access denied"),
    rule(
        "exchange_full_or_large",
        "mailbox_full",
        "larger than the current system limit or the recipient's mailbox is full",
        tier=Tier.ODOO,
    ),
    rule(
        "verification_pending",
        "remote_server_error",
        "verification in progress|verification temporarily|unverified address: .{0,80}(?:timed out|connect|"
        "in progress|temporar)|address verification (?:in progress|failed temporarily)|"
        "callout.{0,40}(?:defer|temporar|in progress)",
        tier=Tier.STRONG,
    ),
    rule(
        "policy",
        "policy_rejected",
        "polic(?:y|ies)|administrative(?:ly)? (?:prohibition|denied|reject|prohibit|block|reason|refus|"
        "policy|lockout)|administrator|administratively|prohibited|forbidden|not permitted|not allowed|"
        "not authori[sz]ed|violat|against (?:our|the)|security (?:reason|violation|polic|restriction)|"
        "mail ?guard|firewall|transport rule|transport\\.rules|rule imposed|content rule|milter|"
        "rejected by (?:the )?(?:header|organization|transport|gateway|server|our|system|local|admin|rule)|"
        "your organi[sz]ation|country|geo|region",
        "(?:access|permission|service|delivery|message|mail|e-?mail|transaction|connection|request|sender|"
        "client|session)s?(?: \\w{1,12}){0,3} (?:is |was |has been |be |are |been )*(?:denied|rejected|"
        "refused|blocked|declined|not accepted|disallowed|discarded|dropped|bounced|filtered|quarantined|"
        "terminated|cannot be accepted|not be accepted)|(?:rejected|refused|blocked|denied|declined|refusing|"
        "rejecting)\\b|go away|not welcome|no thanks|unwelcome|you are not|we do not accept|do not want|"
        "don't want|contact (?:your|the|us|our|postmaster|support)|bounced by|unacceptable|discarded|filtered",
        "politique|stratégie|richtlinie|abgelehnt|verweigert|zurückgewiesen|nicht (?:angenommen|erlaubt|"
        "gestattet|zul)|refus[eé]e?|rejet[eé]e?|interdit|política|politica|rechazad|denegad|no (?:permitid|"
        "autorizad|aceptad)|rifiutat|respint|negat[oa]|non (?:consentit|accettat|autorizz)|rejeitad|recusad|"
        "negad|n.o (?:permitid|autorizad|aceit)|geweigerd|odrzucon|odmítnut|reddedildi",
        "拒绝|拒絕|被拒|禁止|拒否|許可されて|отклон|отказ|запрещ|политик|거부|차단|정책|từ chối|bị chặn|chính sách",
        tier=Tier.WEAK,
    ),
    rule(
        "system_refuses",
        "policy_rejected",
        "transaction failed|5\\.7\\.1|delivery not authorized|message (?:was )?not (?:delivered|accepted|"
        "sent)|not accept",
        tier=Tier.WEAK,
    ),
)
