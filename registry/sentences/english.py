"""How English writes numbers and days."""

from registry.dates import UncertainDate

_UNITS = (
    *("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
)
_TENS = ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine")


def ordinal(number: int) -> str:
    """Spell an ordinal up to the ninety-ninth ("ninetieth"); write "180th" beyond."""
    if 0 < number < 20:
        return _UNITS[number]
    if 20 <= number < 100:
        tens, unit = _TENS[number // 10 - 2], _UNITS[number % 10]
        return f"{tens}ty-{unit}" if unit else f"{tens}tieth"
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else suffix}"


def on(day: UncertainDate) -> str:
    """Say when something happened: "on 25 July 1988", "in June 1844", "between ... and ..."."""
    words = day.in_words()
    if day.is_exact:
        return f"on {words}"
    return f"in {words}" if words[0].isdigit() or words[0].isupper() else words


def since(day: UncertainDate) -> str:
    """Say from when something holds: "since 25 July 1988", "since a day between ... and ..."."""
    words = day.in_words()
    if words == "on an unknown day":
        return "since an unknown day"
    return (
        f"since a day {words}" if words.startswith(("between", "on ", "in ")) else f"since {words}"
    )


def number(value: int) -> str:
    """Group figures by threes: "1,590"."""
    return f"{value:,}"


FORMS = {
    "date": UncertainDate.in_words,
    "on": on,
    "since": since,
    "ordinal": ordinal,
    "number": number,
    "lower": str.lower,
}
