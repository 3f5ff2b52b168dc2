"""Patterns of addresses, dates and accounts of networks, built around lists of words."""

# A house with its flat: "15", "100/2", "22-үй, 10-пәтер", "д. 33, кв 4", "5-12".
_NUMBER = r"\d{1,4}(?!\d)(?:[/-]\d{1,4}(?!\d))?[a-zа-я]?(?!\w)"
_GAP = r"[,.]{0,2}[ \t\u00a0]{0,2}"
# Bounded, so that no text takes long.
_NAME = r"[^\W\d_][\w.'’-]{0,30}"


def address_patterns(streets: str, houses: str, flats: str, labels: str) -> tuple[str, ...]:
    """Return patterns over folded text; the arguments are alternatives of words.

    The group ``name`` of a pattern must be capitalized in the text as written.
    """
    house = rf"(?:(?:{houses})\.?[ \t]?)?{_NUMBER}(?:[ -]?(?:{houses})\w*)?"
    flat = rf"(?:{_GAP}(?:(?:{flats})\.?[ \t]?№?{_NUMBER}|{_NUMBER}[ -]?(?:{flats})\w*))"
    name = rf"(?P<name>{_NAME}(?: {_NAME}){{0,2}}?)"
    street = rf"(?:{streets})\.?"
    return (
        # улица Сатпаева, дом 22, квартира 10
        rf"(?<!\w){street} ?{name}(?:-\d+)?{_GAP}{house}{flat}?",
        # Сәтбаев көшесі 15 үй, 4 пәтер; Satpaev street 22
        rf"(?<!\w){name}(?:-\d+)? {street}{_GAP}{house}{flat}?",
        # flat 12, 15 Abay Street, apt. 4
        rf"(?<!\w)(?:(?:{flats})\.? ?{_NUMBER}{_GAP})?{_NUMBER},? {name} {street}(?!\w){flat}?",
        # дом 7 по улице Победы; house 7 on Pobeda street
        rf"(?<!\w)(?:{houses})\.? ?{_NUMBER}{flat}? (?:по|на|on|at|in) "
        rf"(?:{street} ?{name}|{name.replace('name', 'other')} {street})(?!\w)",
        # Проживаю: Карасу, Независимости 45
        rf"(?<!\w)(?:{labels})[: -]{{1,3}}"
        rf"(?P<whole>(?:{_NAME}[., ]{{1,2}}){{1,4}}{house}{flat}?)",
    )


_NUMERIC = r"\d{1,2}([./ -])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}"


def date_pattern(months: str) -> str:
    """Return a pattern of dates over folded text; ``months`` are alternatives of names."""
    day, year = r"(?:\d{1,2}(?:st|nd|rd|th|го)?|(?<!\w)\w{1,20}[ое]го)", r"(?:19|20)?\d\d"
    return (
        rf"(?<!\d)(?:{_NUMERIC}|{day} (?:of )?(?:{months})\w*,? {year}"
        rf"|(?:{months}) {day},? {year}|{year} ?ж[.\w]* {day} (?:{months})\w*)(?!\d)"
    )


def account_pattern(networks: str) -> str:
    """Return a pattern of account names over folded text, in the group ``account``.

    ``networks`` are alternatives of words before them. Such a name has a digit, an underscore or a
    full stop within, as no usual word has.
    """
    sign = r"[a-z0-9_.#-]"
    return (
        rf"(?<!\w)(?:{networks})[\w]{{0,6}}(?: is| as| -)?[ :=–—\"«“-]{{1,4}}"
        rf"(?P<account>@?[a-z](?={sign}*[0-9_#]|[a-z-]*\.[a-z]){sign}*[a-z0-9_])(?!\w)"
    )
