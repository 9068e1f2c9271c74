"""Where structured identifiers lie in a text: keys, e-mail addresses, IBANs, payment cards, phone numbers, names.

Every pattern is read in linear time: what may repeat is possessive, or bounded, and begins only where a run begins.
"""

import re

GAP = r"[ .\-\u00a0\u2009\u202f]"  # between the groups of a number

KEYS = re.compile(
    r"""
    -----BEGIN\ [A-Z0-9\ ]{0,40}PRIVATE\ KEY-----(?:(?!-----END)[\s\S])*+(?:-----END[^-]{0,60}-----)?
    | (?<![A-Za-z0-9])(?:
        (?:sk|rk|pk)[-_][A-Za-z0-9_-]{16,}+
        | gh[oprsu]_[A-Za-z0-9]{20,}+ | github_pat_\w{20,}+ | glpat-[\w-]{16,}+
        | (?:AKIA|ASIA)[A-Z0-9]{16} | AIza[\w-]{30,}+ | ya29\.[\w-]{20,}+
        | xox[abeoprs]-[\w-]{10,}+ | hf_[A-Za-z0-9]{20,}+ | npm_[A-Za-z0-9]{20,}+ | pypi-[\w-]{20,}+
        | SG\.[\w-]{10,}+\.[\w-]{10,}+
        | eyJ[\w-]{8,}+\.[\w-]{4,}+\.[\w-]*+
    )
    """,
    re.VERBOSE,
)
# Known by the word before them, and only with a digit: "bearer responsibilities" are no secret.
NAMED = re.compile(
    r"""
    (?:(?<!\w)(?:bearer|basic)\ {1,4}
     | (?<![A-Za-z])(?:(?:api|access)[_-]?key|secret|token|passphrase|password|passwd|pwd)
       ["']?\s{0,3}[:=]\s{0,3}["']?)
    (?P<value>[\w.~+/=!@\#$%^&*-]{8,}+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
LOGINS = re.compile(r"://(?P<value>[^\s/@:]{1,100}:[^\s/@]{1,100})(?=@)")
EMAILS = re.compile(r"(?<![\w.+'&~=-])[\w.+'&~=-]++(?:@|%40)[\w-]++(?:\.[\w-]++)++")

IBANS = re.compile(rf"(?<![A-Za-z0-9])(?=([A-Za-z]{{2}}\d\d(?:{GAP}?[A-Za-z0-9]){{11,30}}+))")
LENGTHS = dict(
    re.findall(
        r"(..)(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18"
        "FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27"
        "MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27"
        "SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30",
    )
)  # ISO 13616: how long an IBAN is in each country

CARDS = re.compile(rf"(?<!\d)(?=([2-6\uff12-\uff16]\d{{3}}(?:{GAP}?\d){{9,15}}+))")
SHORTEST_CARD = 13  # digits, ISO/IEC 7812

PHONES = re.compile(
    r"""
    (?<![\w.,:/+-])(?!\d{1,2}([./-])\d{1,2}\1\d{2,4}(?!\d))(?:
        (?:\+|00)[1-9](?:[ .\-/()\u00a0\u202f]{0,3}\d){6,14}+
        | (?:\(0[1-9]\d{0,4}\)|0[1-9]\d{0,4})(?:[ .\-/\u00a0\u202f]{0,2}\d){5,11}+
        | (?:\(\d{3}\)[ ]?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)
    )
    """,
    re.VERBOSE,
)


def found(text, names=()):
    """Return [(start, end, kind)] of all identifiers, in order and apart; `names` are a person's own."""
    finders = {"key": keys, "e-mail": emails, "IBAN": ibans, "card": cards, "phone": phones}
    places = [(start, end, kind) for kind, finder in finders.items() for start, end in finder(text)]
    return apart([*places, *((start, end, "name") for start, end in named(text, names))])


def apart(places):
    """Join what overlaps, so that no end of it is left over; the longest one names it."""
    joined = []
    for start, end, kind in sorted(places, key=lambda place: (place[0], -place[1])):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1]), joined[-1][2]
        else:
            joined.append((start, end, kind))
    return joined


def keys(text):
    yield from (match.span() for match in KEYS.finditer(text))
    yield from (match.span("value") for match in LOGINS.finditer(text))
    for match in NAMED.finditer(text):
        if any(letter.isdigit() for letter in match["value"]):
            yield match.span("value")


def emails(text):
    return (match.span() for match in EMAILS.finditer(text))


def phones(text):
    return (match.span() for match in PHONES.finditer(text))


def ibans(text):
    """What has the length of its country and a remainder of 1 (ISO 7064, MOD 97-10)."""
    for match in IBANS.finditer(text):
        length = int(LENGTHS.get(match[1][:2].upper(), 0))
        for end, value in cut(match[1], str.isalnum, [length] if length else []):
            if value.isascii() and int("".join(str(int(one, 36)) for one in value[4:] + value[:4])) % 97 == 1:
                yield match.start(), match.start() + end


def cards(text):
    """The longest beginning of each row of digits that passes the check of Luhn (ISO/IEC 7812-1)."""
    for match in CARDS.finditer(text):
        passed = [end for end, value in cut(match[1], str.isdigit, range(SHORTEST_CARD, 20)) if luhn(value)]
        passed = [end for end in passed if not text[match.start() + end : match.start() + end + 1].isdigit()]
        if passed:
            yield match.start(), match.start() + passed[-1]


def cut(run, counts, lengths):
    """The beginnings of a run that have so many characters which count: (where each ends, those characters)."""
    value = ""
    for end, letter in enumerate(run, 1):
        if counts(letter):
            value += letter
            if len(value) in lengths:
                yield end, value


def luhn(digits):
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(doubled)) % 10 == 0


def named(text, names):
    """Where a person is named, in any case; whole words where the script has words."""
    wanted = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True)
    if not wanted:
        return ()
    pattern = "|".join(bounded(name) for name in wanted)
    return (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def bounded(name):
    return rf"(?<!\w){re.escape(name)}(?!\w)" if name.lower() != name.upper() else re.escape(name)
