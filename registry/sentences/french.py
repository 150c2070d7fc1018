"""How French writes numbers and days."""

from registry.dates import DatePart, UncertainDate

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_UNITS = (
    *("", "unième", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième"),
    *("huitième", "neuvième", "dixième", "onzième", "douzième", "treizième", "quatorzième"),
    *("quinzième", "seizième", "dix-septième", "dix-huitième", "dix-neuvième"),
)
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_DOUBTS = {"": "", "~": "vers ", "?": "peut-être ", "%": "peut-être vers "}
_DOUBTED = {"": "", "~": " environ", "?": " peut-être", "%": " environ, peut-être"}


def ordinal(number: int) -> str:
    """Spell a masculine ordinal up to the ninety-ninth; write "180e" beyond.

    Seventy and ninety count on from sixty and eighty; 21, 31 and so on to 71 are joined by "et".
    """
    if number == 1:
        return "premier"
    if 0 < number < 20:
        return _UNITS[number]
    if not 20 <= number < 100:
        return f"{number}e"
    ten = number // 10 if number // 10 in _TENS else number // 10 - 1
    tens, unit = _TENS[ten], number - ten * 10
    if not unit:
        return f"{tens.removesuffix('e')}ième"
    joined = " et " if unit in (1, 11) and ten < 8 else "-"
    return f"{tens}{joined}{_UNITS[unit]}"


def date(day: UncertainDate) -> str:
    """Say a date as it stands alone: "1er avril 1949", "vers 1850", "en 1786 au plus tard"."""
    first, last = day.ends
    if first == last:
        if first is None:
            return "à une date inconnue"
        is_about = "vers" in _DOUBTS[first.mark]
        return _DOUBTS[first.mark] + (_named if is_about else _plain)(first)
    if first is None:
        return f"{_moment(last)} au plus tard"
    if last is None:
        return f"{_moment(first)} au plus tôt"
    return f"entre {_start(first, last)} et {_end(last)}"


def on(day: UncertainDate) -> str:
    """Say when something happened: "le 25 juillet 1988", "en juin 1844", "entre ... et ..."."""
    first, last = day.ends
    return _moment(first) if first and first == last else date(day)


def since(day: UncertainDate) -> str:
    """Say from when something holds: "depuis le 25 juillet 1988", "depuis 1850 environ"."""
    first, last = day.ends
    if first == last:
        return f"depuis {_end(first) if first else 'une date inconnue'}"
    if first is None or last is None:
        return f"depuis une date inconnue, {date(day)}"
    return f"depuis une date comprise {date(day)}"


def _plain(part: DatePart) -> str:
    number = "1er" if part.day == 1 else part.day
    words = [number, part.month and _MONTHS[part.month - 1], part.year]
    return " ".join(str(word) for word in words if word)


def _named(part: DatePart) -> str:
    return f"le {_plain(part)}" if part.day else _plain(part)


def _moment(part: DatePart) -> str:
    """Say when: a doubt about the day stands where "en" would."""
    if part.day or "vers" in _DOUBTS[part.mark]:
        return _DOUBTS[part.mark] + _named(part)
    return f"{_DOUBTS[part.mark]}en {_plain(part)}"


def _end(part: DatePart) -> str:
    return _named(part) + _DOUBTED[part.mark]


def _start(first: DatePart, last: DatePart) -> str:
    """Say the first end of an interval, without a month or a year that both ends share."""
    start = _end(first)
    if not first.mark and not last.mark and first.month and first.year == last.year:
        if first.day and last.day and first.month == last.month:
            return "le 1er" if first.day == 1 else f"le {first.day}"
        if last.month:
            return start.removesuffix(f" {first.year}")
    return start


def number(value: int) -> str:
    """Group figures by threes, with a narrow space that keeps them on one line: "1 590"."""
    return f"{value:,}".replace(",", "\u202f")


FORMS = {
    "date": date,
    "on": on,
    "since": since,
    "ordinal": ordinal,
    "number": number,
    "lower": str.lower,
}
