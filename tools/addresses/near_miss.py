"""Did you mean …? Slips of the finger in the domain of an email address.

The distance is that of Damerau and Levenshtein (insert, delete, replace, swap two neighbours), in which slips that
fingers make are cheaper: a key beside the right one, a letter twice or once, two letters swapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_FAMILIES = {
    "gmail": "com",
    "googlemail": "com de co.uk",
    "outlook": "com fr de es it be at dk ie pt jp kr in sa cz hu com.br com.ar com.au com.tr com.vn co.th co.id cl",
    "hotmail": "com fr de es it be nl se dk no fi co.uk co.jp com.br com.ar com.tr com.au com.vn co.th ca ch gr",
    "live": "com fr de it be nl se dk no co.uk ca com.mx com.ar com.au com.pt ie at jp cn",
    "msn": "com",
    "yahoo": "com fr de es it co.uk co.jp co.in in ca ie gr se dk no pl ro com.br com.ar com.mx com.au com.vn com.hk"
    " com.tw com.sg com.my com.ph com.tr co.id co.nz co.th co.za com.co com.pe com.cn co.kr",
    "ymail": "com",
    "rocketmail": "com",
    "icloud": "com",
    "me": "com",
    "mac": "com",
    "aol": "com de fr co.uk it",
    "gmx": "de net com at ch fr es co.uk us org info",
    "mail": "com ru de ee",
    "email": "com cz de it",
    "web": "de",
    "proton": "me",
    "protonmail": "com ch",
    "pm": "me",
    "tutanota": "com de",
    "tuta": "com io",
    "zoho": "com eu in",
    "fastmail": "com fm",
    "yandex": "ru com by kz ua com.tr",
    "ya": "ru",
    "bk": "ru",
    "inbox": "ru lv com",
    "list": "ru",
    "rambler": "ru",
    "ukr": "net",
    "qq": "com",
    "163": "com",
    "126": "com",
    "sina": "com cn",
    "sohu": "com",
    "foxmail": "com",
    "aliyun": "com",
    "naver": "com",
    "hanmail": "net",
    "daum": "net",
    "nate": "com",
    "docomo": "ne.jp",
    "ezweb": "ne.jp",
    "softbank": "ne.jp",
    "rediffmail": "com",
    "orange": "fr",
    "wanadoo": "fr es",
    "free": "fr",
    "sfr": "fr",
    "laposte": "net",
    "neuf": "fr",
    "bbox": "fr",
    "t-online": "de",
    "freenet": "de",
    "arcor": "de",
    "posteo": "de net",
    "mailbox": "org",
    "bluewin": "ch",
    "libero": "it",
    "virgilio": "it",
    "tiscali": "it co.uk",
    "alice": "it",
    "tin": "it",
    "skynet": "be",
    "telenet": "be",
    "proximus": "be",
    "scarlet": "be",
    "voo": "be",
    "ziggo": "nl",
    "kpnmail": "nl",
    "planet": "nl",
    "home": "nl",
    "xs4all": "nl",
    "telia": "com",
    "wp": "pl",
    "o2": "pl",
    "onet": "pl eu",
    "interia": "pl eu",
    "seznam": "cz",
    "centrum": "cz sk",
    "telefonica": "net",
    "terra": "es com.br",
    "sapo": "pt",
    "uol": "com.br",
    "bol": "com.br",
    "ig": "com.br",
    "btinternet": "com",
    "sky": "com",
    "virginmedia": "com",
    "talktalk": "net",
    "ntlworld": "com",
    "comcast": "net",
    "verizon": "net",
    "att": "net",
    "sbcglobal": "net",
    "bellsouth": "net",
    "charter": "net",
    "cox": "net",
    "earthlink": "net",
    "rogers": "com",
    "shaw": "ca",
    "sympatico": "ca",
    "videotron": "ca",
    "bigpond": "com net.au",
    "optusnet": "com.au",
    "xtra": "co.nz",
    "walla": "co.il",
}
#: Domains of well-known providers of mailboxes, the more common ones of a family first.
KNOWN = tuple(f"{name}.{ending}" for name, endings in _FAMILIES.items() for ending in endings.split())
_KNOWN = frozenset(KNOWN)

_ROWS = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm,.")
_PLACES = {key: (column + row * 0.5, row) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
#: Costs. Everything within ``_LIMITS`` counts as a slip.
_SLIP, _MISTAKE = 5, 10
#: Highest cost by the length of the name before the first dot: of short names too many are real.
_LIMITS = ((3, 5), (6, 10), (255, 15))
_DOTS = re.compile(r"[.,;]+")


def near_miss(domain: str, used: Iterable[str] = ()) -> str | None:
    """Return the domain that was probably meant, None where nothing is near or the domain is right as it is.

    :param used: domains that the caller knows to be real
    """
    return _near_miss(domain.strip().lower(), tuple(used))


def suggest(address: str, used: Iterable[str] = ()) -> str | None:
    """Return the address that was probably meant: dots, commas and blanks mended, and a near miss in the domain."""
    local, at, domain = address.strip().rpartition("@")
    if not at or not local.rstrip("@") or not domain:
        return None
    domain = _DOTS.sub(".", "".join(domain.lower().split())).strip(".")
    domain = near_miss(domain, used) or domain
    meant = f"{''.join(local.split()).rstrip('@')}@{domain}"
    is_address = "." in domain and "@" not in meant.partition("@")[2]
    return meant if is_address and meant.lower() != address.strip().lower() else None


@lru_cache(maxsize=4096)
def _near_miss(domain: str, used: tuple[str, ...]) -> str | None:
    if not domain or len(domain) > 255 or domain in _KNOWN or domain in used:
        return None
    if "." not in domain:
        return next((known for known in KNOWN if known.partition(".")[0] == domain), None)
    best, lowest = None, _LIMITS[-1][1] + 1
    for candidate in (*KNOWN, *used):
        name = candidate.partition(".")[0]
        limit = min(lowest - 1, next(cost for length, cost in _LIMITS if len(name) <= length))
        if abs(len(candidate) - len(domain)) * _SLIP > limit or len(set(candidate) ^ set(domain)) > 4:
            continue
        cost = distance(domain, candidate)
        if cost <= limit:
            best, lowest = candidate, cost
    return best


def distance(typed: str, meant: str) -> int:
    """Return what it costs to make one text of another; 5 for a slip of the finger, 10 for anything else."""
    before_last: list[int] = []
    last = _start(meant)
    for i, key in enumerate(typed, 1):
        row = [last[0] + _single(typed, i - 1)]
        for j, wanted in enumerate(meant, 1):
            cost = min(
                last[j - 1] + _replaced(key, wanted),
                last[j] + _single(typed, i - 1),
                row[j - 1] + _single(meant, j - 1),
            )
            if i > 1 and j > 1 and key == meant[j - 2] and typed[i - 2] == wanted != key:
                cost = min(cost, before_last[j - 2] + _SLIP)
            row.append(cost)
        before_last, last = last, row
    return last[-1]


def _start(text: str) -> list[int]:
    costs = [0]
    for index in range(len(text)):
        costs.append(costs[-1] + _single(text, index))
    return costs


def _single(text: str, index: int) -> int:
    """Return the cost of a letter too many or too few: a slip where it stands beside the same letter."""
    return _SLIP if index and text[index - 1] == text[index] else _MISTAKE


def _replaced(key: str, wanted: str) -> int:
    if key == wanted:
        return 0
    here, there = _PLACES.get(key), _PLACES.get(wanted)
    if here and there and abs(here[0] - there[0]) <= 1 and abs(here[1] - there[1]) <= 1:
        return _SLIP
    return _MISTAKE
