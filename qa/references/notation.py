"""Normalisation of references, on folded text, to the notation that the tokenizer reads.

Roman numbers of chapters become digits, section signs and doubled abbreviations become level words,
and numbers that count, date or address something are set apart from level words.
"""

import re

from qa.query.normalization import fold
from qa.references.tokens import merge_ranges

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
# Folded, the Cyrillic letters that are typed for I and X are "и" and "х".
_ROMAN_LETTERS = str.maketrans("их", "ix")
_ROMAN = r"[ivxих]{1,5}"
_CHAPTER = r"глав[аыеуойми]{1,3}|гл\.?|тарау\w{0,8}|chapters?|ch\.?"
_ROMAN_AFTER = re.compile(rf"\b({_CHAPTER})\s{{1,2}}({_ROMAN})\b(?!['-]?[^\W\d_])")
_ROMAN_BEFORE = re.compile(rf"\b({_ROMAN})(\s?-?\s?тарау)")

_RANKS = (
    "лейтенант|л-т|сержант|с-т|прапорщик|инспектор|следовател|участков|опер|дознавател|советник"
    "|специалист|метро|смен|юрист|группы"
)
_GOVERNORS = (
    "смысл|текст|содержан|норм|положени|требован|нарушени|основани|применени|част|ч$|пункт|п$|подпункт"
    "|пп$|абзац|действи|толкован|из$|для$|до$|от$|согласно|исполнени|№|во?$|о$|об$|по$"
)
# Level words that mean something else beside these numbers; the group "level" is left out.
_OTHER_SENSES = tuple(
    re.compile(pattern)
    for pattern in (
        # 24 ст. лейтенанта
        rf"\b(?P<level>ст)\b\.?(?=\s?(?:{_RANKS}))",
        # через 3 ч., 2 ч. ночи
        r"\b(?:через|до|после|около|за|спустя|свыше|более)\s\d{1,2}\s?(?P<level>ч)\b",
        r"\b\d{1,2}\s?(?P<level>ч)\b\.?(?=\s?(?:дня|ночи|утра|вечера|мин|назад|спустя))",
        # по какой статье 24 часа
        r"\b(?P<level>стать(?:я|и|е|ю|ей))\s\d{1,3}\s(?:часа?|часов|минуты?|сут(?:ок|ки)|дн(?:я|ей))\b",
        # 5 статей, по 3 статьям, 5 articles of clothing
        r"(?<![\d,и-])(?<!и\s)(?<!,\s)(?<!-\s)\b\d{1,2}\s(?P<level>стать(?:ям|ями|ях)|статей|глав|приложений)\b(?!\s?\d)",
        r"\b(?:\d{1,2}|two|three|four|five|six)\s(?P<level>articles|chapters|annexes)\s(?=of\b|from\b|were\b|are\b)",
        # приложение 102, мобильное приложение
        r"\bмобильн\w{1,4}\s(?P<level>приложени\w{1,3})",
        r"\b(?P<level>приложени\w{1,3})\W{1,3}\d{3}",
        # осы бапта бес күн, осы баптың 2 тармағы: the number of the article would stand before it
        r"\b(?:осы|бул|сол|мына|осындай|мундай|тиисти|аталган|корсетилген)\s"
        r"(?P<level>бап(?:ы\w{1,9}|т(?!ар(?:дын|да|ды|га|дан)?\b)\w{1,9}|ка|пен)|баб[ты]\w{1,9})\b",
    )
)
# "нам 2 статьи вменяют", but not "пункт 1 2 статьи", "2 статьи закона" or these words alone.
_COUNTED = re.compile(
    r"(?P<before>[^\W\d_]+)\W{1,2}[2-4]\s(?P<level>статьи|главы|приложения)\b(?!\s?\d)"
    r"(?!\W{1,2}(?:закон|кодекс|конституц|конвенц|этого|данного|настоящ))"
)
_GOVERNOR = re.compile(_GOVERNORS)
# In Kazakh "б." is an article: "16-б. 2-т.". It is also a house, a class or a mark: "Абая 5 б".
_LETTER = re.compile(r"\d(?P<dash>\s?-\s?|\s?[«\"]?)(?P<level>б)\b(?!\))(?P<dot>\.?)\s?,?\s?")
_LOWER_LEVEL = re.compile(r"\(?\d{1,3}\)?\s?-?\s?(?:т|тш|тармак\w*|бол\w*|абзац\w*|\))(?!\w)")
_ACT_BEFORE = re.compile(r"(?:^|[^\W_]*(?:зан|закон|кодекс|конституци|конвенци)\w*\W*|к\W{1,2})$")
_ADDRESS = re.compile(
    r"\b(?:(?:адрес|мекенжай|улиц|коше|шагынаудан|подъезд|патер|корпус|класс|сынып)"
    r"|(?:уйи?|дом[еау]?|д|кв|ул|мкр)\W*$)"
)

_RAISED = re.compile("(?<=\\d)\\s?([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})(?![⁰¹²³⁴⁵⁶⁷⁸⁹])")
# Points with letters: подпункт «б», подпункт б пункта 1, б тармакшасы.
_POINT_WORDS = r"подпункт\w{0,3}|подп|пп|пункт\w{0,3}|п|букв[аыу]|sub-?paragraphs?|points?|items?"
_LETTERED = (
    (re.compile(rf"\b({_POINT_WORDS})(\.?)\s?[«\"“„']([^\W\d_])[»\"”“'](?!\w)"), r"\1\2 \3)"),
    (re.compile(r"(?<!\w)[«\"“„']([^\W\d_])[»\"”“']\s?-?\s?(?=тармакш|подпункт)"), r"\1) "),
    (
        re.compile(
            rf"\b({_POINT_WORDS})(\.?)\s([^\W\d_])"
            r"(?=\s?(?:[,;?!]|$|(?:пункта|статьи|части|of)\b|(?:п|ст|ч)\b\.?\s?\d))"
        ),
        r"\1\2 \3)",
    ),
    (re.compile(r"(?<!\w)([^\W\d_])(?=\s?-?\s?тармакшас?)"), r"\1)"),
)
# The end of an English title, also with its year or number: "Act 2015", "Act (Cap. 354)".
_TITLE_KIND = r"\b(?:act|law|code|ordinance|statute)\b"
_TITLE_NUMBER = r"\W{1,2}(?:of\s)?(?:(?:1[89]|20)\d\d|cap\b\.?\s?\d{1,4}[a-z]?)\b\)?"
_SECTION_NUMBER = r"\d{1,3}[a-z]?(?:\(\w{1,3}\)){0,3}(?!\w)"
_SUBSTITUTIONS = (
    # 24 ші бап, 24ая статья, статьи 24...26, 24 (п. 3)
    (re.compile(r"(?<=\d)\s?(?:[иы]?н?ши|ая|ой|ую|ый|ого|ому|ом)\b"), ""),
    (re.compile(r"(?<=\d)\s?\.{2,3}\s?(?=\d)"), "-"),
    (re.compile(r"(?<=\d)\s?\(п\.?\s?(\d{1,3})\)"), r"(\1)"),
    # п.п. 9 п. 2
    (re.compile(r"\bп\s?[./]\s?п\b\.?(?=\W{0,3}\d)"), "пп "),
    # art. 1 § 3, § 3
    (re.compile(r"(?<=\d)\s?,?\s?§\s?(?=\d)"), " paragraph "),
    (re.compile(r"§+\s?(?=\d)"), "ст. "),
    (re.compile(r"\bs\.\s?(?=\d{1,3}[a-z]?\b)"), "article "),
    # Fisheries Act 2015, s 3
    (
        re.compile(rf"({_TITLE_KIND}(?:{_TITLE_NUMBER})?\W{{1,2}})ss?\.?\s?(?={_SECTION_NUMBER})"),
        r"\1article ",
    ),
    # s 3 of the Fisheries Act
    (
        re.compile(
            rf"\bss?\.?\s?(?={_SECTION_NUMBER}(?:(?:,|\sand|\sto)\s{_SECTION_NUMBER}){{0,9}}"
            rf",?\s(?:of\s)?(?:(?:[^\W\d]+|(?:1[89]|20)\d\d)\s){{1,8}}?{_TITLE_KIND})"
        ),
        "article ",
    ),
    # Fisheries Act 2015 section 3, Fisheries Act cap 354 section 3: the number of the act is none
    # of a provision.
    (
        re.compile(
            rf"({_TITLE_KIND}){_TITLE_NUMBER}\s"
            r"(?=(?:articles?|arts?|sections?|secs?|chapters?|parts?)\b\.?\s?\d)"
        ),
        r"\1 ",
    ),
    # art. 21-A
    (re.compile(r"\b((?:art(?:icle)?s?|sections?)\.?\s?\d{1,3})-(?=[a-z]\b)"), r"\1"),
    # статья 21 прим, 21 прим один
    (re.compile(r"(?<=\d)\s?прим(?:\s(?:1|один))?\b(?!\.?\s?(?:\d|к\b))"), "-1"),
    (re.compile(r"(?<=\d)\s?прим\s(?:2|два)\b"), "-2"),
    # stat'ya
    (re.compile(r"\bstat'(?=[iyej])"), "stat"),
    # 24.3-бап and 16.2.3-бап as 24-бап .3 and 16-бап .2.3
    (re.compile(r"(?<![\d.])(\d{1,4})((?:\.[1-9]\d{0,2}){1,3})\s?-?\s?(ба[пб]\w*)"), r"\1-\3 \2"),
    # 24/3-бап and 17(7)-бап as 24-бап (3)
    (re.compile(r"\b(\d+)\s?[/(](\d+)\)?\s?-?\s?(ба[пб]\w*)"), r"\1-\3 (\2)"),
)
# "ст. 5, 24(3) и 31": each article has its own brackets.
_ITEM = r"\d{1,4}(?:[-^]\d{1,2})?(?:\.\d{1,3})?(?:\s?\(\d{1,3}\))*"
_BRACKETED_LIST = re.compile(
    rf"\b(?P<level>стать\w{{1,3}}|статей|ст\.?|articles?|arts?\.?)\s?"
    rf"(?P<items>(?:{_ITEM}(?:\s?,\s?|\s(?:и|или|and|or|&)\s)){{1,40}}{_ITEM})"
)
# "points (a) and (b)" and "article 1(2)(a), (b) or (d)": several numbers in brackets.
_NEXT = r"(?:\s?,\s?(?:and|or|и|или)?\s?|\s(?:and|or|и|или)\s)"
_INNER = r"\((?:\d{1,3}|[^\W\d_]|[ivx]{2,5})\)"
_LISTED_LEVELS = re.compile(
    rf"\b(?P<level>{_POINT_WORDS}|paragraphs?|paras?|clauses?|subsections?)\.?\s?"
    rf"(?P<items>{_INNER}(?:{_NEXT}{_INNER}){{1,20}})"
)
_LISTED_BRACKETS = re.compile(
    rf"\b(?P<head>(?:стать\w{{1,3}}|ст\.?|articles?|arts?\.?|sections?)\s?\d{{1,4}}[a-z]?(?:{_INNER}){{0,3}})"
    rf"(?P<items>{_INNER}(?:{_NEXT}{_INNER}){{1,20}})"
)
# "подпункты а, б и в пункта 1", also in quotation marks.
_LISTED_LETTERS = re.compile(
    rf"\b(?P<level>{_POINT_WORDS})\.?\s?(?P<items>[«\"“„]?[^\W\d_][»\"”“]?"
    rf"(?:{_NEXT}[«\"“„]?[^\W\d_][»\"”“]?){{1,20}})(?=\s?(?:(?:пункта|статьи|части|of)\b|(?:п|ст|ч)\b\.?\s?\d))"
)
# "1)-3)" and "(1)–(3)".
_CLOSED_RANGE = re.compile(r"(\(?)\b(\d{1,3})\)\s?[-–—]\s?\(?(\d{1,3})\)")
_MAX_RANGE = 40
_ARTICLE = re.compile(r"\barticles?\b")
_SECTION = re.compile(r"\bsections?\b")


def fold_reference(text: str) -> str:
    """Return the folded text with raised numbers set apart: ``21¹`` becomes ``21^1``."""
    return fold(_RAISED.sub(r"^\1", text))


def normalize_notation(folded: str) -> str:
    """Return folded text with its references in one notation.

    A section is an article, unless the text names articles too.
    """
    if _ARTICLE.search(folded):
        folded = _SECTION.sub("_", folded)
    text = _ROMAN_AFTER.sub(_roman_after, merge_ranges(folded))
    text = _ROMAN_BEFORE.sub(_roman_before, text)
    text = _LISTED_LETTERS.sub(_with_closed_letters, text)
    for pattern, replacement in (*_SUBSTITUTIONS, *_LETTERED):
        text = pattern.sub(replacement, text)
    text = _CLOSED_RANGE.sub(_as_list, text)
    text = _LISTED_LEVELS.sub(_without_brackets, text)
    text = _LISTED_BRACKETS.sub(_with_heads, text)
    text = _BRACKETED_LIST.sub(_with_levels, text)
    for pattern in _OTHER_SENSES:
        text = pattern.sub(_without_level, text)
    text = _COUNTED.sub(_without_counted, text)
    return _LETTER.sub(_without_letter, text)


def _roman_after(match: re.Match[str]) -> str:
    value = roman_number(match[2])
    return match[0] if value is None else f"{match[1]} {value}"


def _roman_before(match: re.Match[str]) -> str:
    value = roman_number(match[1])
    return match[0] if value is None else f"{value}{match[2]}"


def roman_number(folded: str) -> int | None:
    """Return the value of a Roman number up to 39 in folded letters, or None.

    "и" alone is the Russian "and".
    """
    if folded == "и":
        return None
    values = [_ROMAN_VALUES.get(letter, 0) for letter in folded.translate(_ROMAN_LETTERS)]
    total = sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return total if _in_roman(total) == folded.translate(_ROMAN_LETTERS) else None


def _in_roman(value: int) -> str:
    units = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "x" * (value // 10) + units[value % 10] if 0 < value < 40 else ""


def _with_levels(match: re.Match[str]) -> str:
    """Return a list with brackets as articles of their own: "ст. 5, ст. 24(3), ст. 31"."""
    if not {"(", "."} & set(match["items"]):
        return match[0]
    return ", ".join(f"{match['level']} {item}" for item in re.findall(_ITEM, match["items"]))


def _without_brackets(match: re.Match[str]) -> str:
    """Return a list of numbers in brackets without them: "paragraphs 1, 2", "points a), b)"."""
    numbers = (item.strip("()") for item in re.findall(_INNER, match["items"]))
    items = (number if number.isdecimal() else f"{number})" for number in numbers)
    return f"{match['level']} {', '.join(items)}"


def _as_list(match: re.Match[str]) -> str:
    """Return a range of numbers in brackets as a list: "(1), (2), (3)"."""
    opening, first, last = match[1], int(match[2]), int(match[3])
    if not first < last <= first + _MAX_RANGE:
        return match[0]
    return ", ".join(f"{opening}{number})" for number in range(first, last + 1))


def _with_closed_letters(match: re.Match[str]) -> str:
    """Return a list of letters as points: "подпункты а), б), в)"."""
    letters = (item.strip('«»“”„"') for item in re.split(_NEXT, match["items"]))
    return f"{match['level']} " + ", ".join(f"{letter})" for letter in letters)


def _with_heads(match: re.Match[str]) -> str:
    """Return each of the last brackets with the article: "article 1(2)(a), article 1(2)(b)"."""
    return ", ".join(f"{match['head']}{item}" for item in re.findall(_INNER, match["items"]))


def _without_level(match: re.Match[str]) -> str:
    start, end = (place - match.start() for place in match.span("level"))
    return f"{match[0][:start]} _ {match[0][end:]}"


def _without_counted(match: re.Match[str]) -> str:
    return match[0] if _GOVERNOR.match(match["before"]) else _without_level(match)


def _without_letter(match: re.Match[str]) -> str:
    text, start = match.string, match.start()
    before = text[max(0, start - 60) : start].rstrip("0123456789-")
    has_level = _LOWER_LEVEL.match(text, match.end()) is not None
    is_at_end = not text[match.end() :].strip(" .?!")
    is_marked = bool(match["dash"].strip() and match["dot"])
    is_article = has_level or is_marked or (is_at_end and _ACT_BEFORE.search(before) is not None)
    return match[0] if is_article and not _ADDRESS.search(before) else _without_level(match)
