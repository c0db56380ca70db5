"""Who wrote a reply: mailbox provider, sending service, filter or server software.

Facts from the providers' own host names and from the wording that their documentation shows.
"""

from __future__ import annotations

import re

#: Provider and the domains under which its servers and help pages stand.
_DOMAINS = {
    "amazon_ses": "amazonses.com amazonaws.com awsapps.com",
    "sendgrid": "sendgrid.net sendgrid.com",
    "mailgun": "mailgun.org mailgun.com mailgun.net",
    "postmark": "mtasv.net postmarkapp.com",
    "brevo": "brevo.com sendinblue.com sender-sib.com",
    "mailjet": "mailjet.com",
    "sparkpost": "sparkpostmail.com sparkpost.com",
    "mandrill": "mandrillapp.com mcsv.net mailchimp.com",
    "odoo": "odoo.com odoo.sh",
    "google": "google.com gmail.com googlemail.com googlegroups.com",
    "yahoo": "yahoo.com yahoodns.net yahoo.net aol.com aim.com ymail.com yahoo.co.jp verizon.net",
    "apple": "icloud.com apple.com me.com mac.com",
    "microsoft": "outlook.com hotmail.com office365.com live.com msn.com microsoft.com aka.ms office.com",
    "proofpoint": "pphosted.com proofpoint.com ppe-hosted.com ppops.net",
    "mimecast": "mimecast.com mimecastprotect.com mimecast.org",
    "barracuda": "barracudanetworks.com barracudacentral.org barracuda.com",
    "symantec": "messagelabs.com symantec.com symanteccloud.com broadcom.com",
    "trend_micro": "trendmicro.com trendmicro.eu mail-abuse.org mail-abuse.com",
    "cisco": "iphmx.com senderbase.org talosintelligence.com ironport.com cisco.com",
    "sophos": "sophos.com reflexion.net",
    "fortinet": "fortinet.com fortimail.com fortiguard.com fortimailcloud.com",
    "hornetsecurity": "hornetsecurity.com antispameurope.com",
    "spamhaus": "spamhaus.org spamhaus.com spamhaus.net",
    "cloudmark": "cloudmark.com cloudfilter.net",
    "web_de": "web.de",
    "gmx": "gmx.net gmx.de gmx.com mail.com 1and1.com 1und1.de kundenserver.de ionos.com ionos.de perfora.net",
    "t_online": "t-online.de telekom.de",
    "orange": "orange.fr wanadoo.fr orange.com orange.es",
    "sfr": "sfr.fr sfr.net neuf.fr sfr-sh.net",
    "free": "free.fr proxad.net",
    "laposte": "laposte.net laposte.fr",
    "ovh": "ovh.net ovh.com ovh.ca ovhcloud.com",
    "libero": "libero.it italiaonline.it virgilio.it inwind.it iol.it",
    "aruba": "aruba.it arubabusiness.it",
    "tim": "tim.it alice.it telecomitalia.it",
    "mail_ru": "mail.ru inbox.ru list.ru bk.ru",
    "yandex": "yandex.ru yandex.net yandex.com ya.ru",
    "rambler": "rambler.ru",
    "seznam": "seznam.cz",
    "wp_pl": "wp.pl o2.pl onet.pl interia.pl",
    "qq": "qq.com foxmail.com exmail.qq.com",
    "netease": "163.com 126.com netease.com yeah.net",
    "sina": "sina.com sina.cn sina.com.cn",
    "aliyun": "aliyun.com alibaba.com hichina.com alibaba-inc.com",
    "naver": "naver.com",
    "daum": "hanmail.net daum.net kakao.com",
    "docomo": "docomo.ne.jp",
    "au": "ezweb.ne.jp au.com kddi.ne.jp dion.ne.jp",
    "softbank": "softbank.ne.jp softbank.jp vodafone.ne.jp",
    "nifty": "nifty.com nifty.ne.jp",
    "biglobe": "biglobe.ne.jp",
    "uol": "uol.com.br bol.com.br",
    "terra": "terra.com terra.com.br terra.es",
    "locaweb": "locaweb.com.br",
    "telefonica": "telefonica.net telefonica.es movistar.es",
    "comcast": "comcast.net xfinity.com comcast.com",
    "att": "att.net bellsouth.net sbcglobal.net prodigy.net pacbell.net att.com",
    "charter": "charter.net spectrum.net rr.com twc.com",
    "cox": "cox.net cox.com",
    "earthlink": "earthlink.net mindspring.com",
    "godaddy": "secureserver.net godaddy.com",
    "rackspace": "emailsrvr.com rackspace.com",
    "bt": "btinternet.com btconnect.com bt.com cpcloud.co.uk",
    "virgin": "virginmedia.com ntlworld.com blueyonder.co.uk virgin.net",
    "sky": "sky.com",
    "bigpond": "bigpond.com telstra.com",
    "shaw": "shaw.ca",
    "rogers": "rogers.com",
    "bell": "sympatico.ca bell.net bellnet.ca",
    "videotron": "videotron.ca",
    "ziggo": "ziggo.nl upcmail.net chello.nl",
    "kpn": "kpnmail.nl xs4all.nl planet.nl",
    "telenet": "telenet.be telenet-ops.be",
    "proximus": "proximus.be skynet.be",
    "bluewin": "bluewin.ch swisscom.ch",
    "zoho": "zoho.com zoho.eu zohomail.com zoho.in",
    "fastmail": "fastmail.com messagingengine.com",
    "protonmail": "protonmail.ch protonmail.com proton.me",
    "titan": "titan.email flockmail.com",
    "exim": "exim.org",
    "postfix": "postfix.org",
}
_BY_DOMAIN = {domain: provider for provider, domains in _DOMAINS.items() for domain in domains.split()}

#: Provider and words that only it writes, in lower case, asked in this order.
_WORDS = {
    "google": ("gsmtp", "gmail"),
    "amazon_ses": ("amazon ses", "email address is not verified"),
    "sendgrid": ("sendgrid", "authenticated user is not authorized to send mail"),
    "brevo": ("brevo", "sendinblue"),
    "postmark": ("postmark",),
    "mailjet": ("mailjet",),
    "mailgun": ("mailgun",),
    "yahoo": ("[ts", "(ts0", "[ipts", "yahoo"),
    "apple": ("[hm", "[cs0", "icloud"),
    "microsoft": (
        "s3140",
        "s3150",
        "(s775",
        "outlook",
        "hotmail",
        "office365",
        "sendasdenied",
        "tenantinbound",
        "tenantattribution",
        " as(",
    ),
    "proofpoint": ("proofpoint", "pphosted"),
    "mimecast": ("mimecast",),
    "barracuda": ("barracuda",),
    "symantec": ("symantec", "messagelabs"),
    "trend_micro": ("trend micro",),
    "cisco": ("ironport", "senderbase"),
    "comcast": ("comcast",),
    "cox": ("cxbl", "cxthrt", "cxsndr", "cxdns", "cxmxrt", "cdrbl"),
    "orange": ("ofr_", "ofr0"),
    "laposte": ("lpn0", "la poste"),
    "netease": ("netease", "dt:spm", "mi:sp", "dt:dmarc"),
    "qq": ("tencent",),
    "docomo": ("docomo",),
    "softbank": ("softbank",),
    "zoho": ("zoho",),
    "cloudmark": ("cloudmark",),
    "lotus": ("domino", "lotus", "name & address book", "x-notes"),
    "groupwise": ("groupwise", "gwia"),
    "zimbra": ("zimbra",),
    "kerio": ("kerio",),
    "communigate": ("communigate",),
    "mdaemon": ("mdaemon",),
    "spamassassin": ("spamassassin",),
    "rspamd": ("rspamd", "spam message rejected"),
    "exchange": (
        "resolver.",
        "storedrv",
        "smtpsend",
        "exchange",
        "mapiexception",
        "storeerror",
        "unable to relay",
        "larger than the current system limit",
        "client does not have permissions to send as",
    ),
    "qmail": (
        "vpopmail",
        "qmail",
        "no mailbox here by that name",
        "able to establish an smtp connection",
        "couldn't find any host named",
        "rcpthosts",
        "although i'm listed as",
    ),
    "exim": (
        "exim",
        "unrouteable address",
        "unroutable address",
        "retry timeout exceeded",
        "sender verify fail",
        "callout",
        "lowest numbered mx record points",
    ),
    "postfix": (
        "postfix",
        "mailbox table",
        "recipient table",
        "alias table",
        "loops back to myself",
        "(in reply to",
        "lost connection with",
        "name service error for name",
        "address rejected:",
        "host rejected:",
        "command rejected:",
        "relay access denied",
        "milter-reject",
        "postgrey",
        "; client host [",
        "; sender address [",
    ),
    "dovecot": ("dovecot", "mailbox doesn't exist", "mailbox for user is full"),
    "sendmail": (
        "... user unknown",
        "...user unknown",
        "sendmail",
        "... no such user",
        "relaying denied",
        "domain of sender address",
        "stat=",
    ),
}
_BY_WORD = tuple((word, provider) for provider, words in _WORDS.items() for word in words)
#: A word is looked for only where something in the text starts as it does; those that start with a mark always.
_START = re.compile(r"\b[a-z0-9]{4}")
_STARTS: dict[str, list[int]] = {}
for _rank, (_word, _provider) in enumerate(_BY_WORD):
    _STARTS.setdefault(_word[:4] if _word[:4].isalnum() else "", []).append(_rank)

#: Those whose pages others link to in their replies.
_QUOTED = frozenset(("spamhaus", "cloudmark"))

#: Every provider that can be recognised.
PROVIDERS = frozenset(_DOMAINS) | frozenset(_WORDS)

#: A domain that is not the right side of an address: those of senders and recipients tell nothing of the server.
_DOMAIN = re.compile(r"(?<![@\w.\-])(?:[a-z0-9_\-]{1,63}\.){1,6}[a-z]{2,8}\b")


def provider_of_domain(domain: str) -> str | None:
    """Return the provider whose mailboxes or servers stand under a domain in lower case, None where it is nobody known."""
    labels = domain.split(".")
    for count in (2, 3):
        if provider := _BY_DOMAIN.get(".".join(labels[-count:])):
            return provider
    return None


def domains_of(provider: str) -> tuple[str, ...]:
    """Return the domains under which the mailboxes and servers of a provider stand."""
    return tuple(_DOMAINS.get(provider, "").split())


#: How people call those that receive most email; the others are known by their domain.
_NAMES = {
    "google": "Google",
    "microsoft": "Microsoft",
    "yahoo": "Yahoo and AOL",
    "apple": "Apple iCloud",
    "gmx": "GMX and IONOS",
    "web_de": "WEB.DE",
    "t_online": "T-Online",
    "mail_ru": "Mail.ru",
    "yandex": "Yandex",
    "qq": "QQ",
    "netease": "NetEase",
    "orange": "Orange",
    "free": "Free",
    "libero": "Libero",
    "comcast": "Comcast",
    "att": "AT&T",
    "naver": "Naver",
    "daum": "Daum",
    "docomo": "NTT Docomo",
    "zoho": "Zoho",
    "protonmail": "Proton",
    "fastmail": "Fastmail",
    "odoo": "Odoo",
}


def name_of(provider: str | None) -> str:
    """Return a provider's name, empty where it is known by its domain alone."""
    return _NAMES.get(provider or "", "")


def provider_of(text: str, host: str | None = None) -> str | None:
    """Return the provider that a reply in lower case gives away, None where it does not.

    The host that said it is asked first, then the domains in the text, then the words.
    """
    if host and (provider := provider_of_domain(host)):
        return provider
    named = None
    if "." in text:
        for domain in _DOMAIN.findall(text):
            provider = provider_of_domain(domain)
            if provider and provider not in _QUOTED:
                return provider
            named = named or provider
    ranks = _STARTS[""].copy()
    for start in set(_START.findall(text)):
        if start in _STARTS:
            ranks += _STARTS[start]
    for rank in sorted(ranks):
        if _BY_WORD[rank][0] in text:
            return _BY_WORD[rank][1]
    return named
