"""Patterns of the text around provisions: amendment notes, signatures and attachments."""

import re
from collections.abc import Iterable

# Editorial notes on amendments, and the end of such a note inside a line.
_HEAD = r"""
    \(?\s*(?:РҚАО|ҚР\s+ӘМ|ЗҚАИ)\S*(?:\s+\S+){0,2}\s+ескертпес[іi]\s*[!.:]?
    | Примечани[ея]\s+(?:ИЗПИ|РЦПИ|редакции)\s*[!.:]?
    | (?:Қолданушылар(?:дың)?\s+назарына|Вниманию\s+пользователей)\s*[!.:]?
    | Note\s+(?:of|by)\s+the\s+editor\s*[!.:]?
    """
_NOTE = re.compile(
    rf"""(?:Ескерту|Сноска|Footnote)\s*[.:]
    | Примечани[ея]\s*\.\s+(?:См\.|В\s+соответствии\s+с\s+Законом\s+(?:РК|Республики)\b)
    | Нормативным\s+постановлением\s+Конституционного\s+Суда\s+(?:РК|Республики\s+Казахстан)\b
    | (?:ҚР|Қазақстан\s+Республикасы)\s+Конституциялық\s+Сотының\s+.{{0,40}}нормативтік\s+қаулысымен
    | {_HEAD}""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTE_HEAD = re.compile(_HEAD, re.VERBOSE | re.IGNORECASE)
_NOTE_END = re.compile(
    r"""
    (?:қаулысымен|заңымен|жарлығымен|бұйрығымен|шешімімен|кодексімен|қаулыларымен|заңдарымен)
    (?:\s*\((?:[^()]|\([^()]*\))*\))?\s*\.(?=\s|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OFFICE = (
    r"Президенті?|Премьер-[Мм]инистрі?н?і?ң?|Премьер-[Мм]инистр[аі]?|Министр[іi]?|[Әә]кім[іi]?|"
    r"[Төт]өрағасы|[Хх]атшысы|[Бб]асшысы|Президент|Аким|Председатель|Секретарь|"
    r"President|Prime\s+Minister|Minister|Chairman"
)
_SIGNATURE = re.compile(
    rf"""
    (?:(?:Қазақстан\s+Республикасы(?:ның)?|Республики\s+Казахстан|Казахстан)\s*)?
    (?:(?:\w[\w-]*\s+){{0,6}}?)(?:{_OFFICE})\b
    (?:\s+Республики\s+Казахстан|\s+of\s+the\s+Republic\s+of\s+Kazakhstan)?
    (?:[\s|,]+(?:м\.\s?а\.|[^\W\d_]{{1,2}}\.\s?(?:[^\W\d_]{{1,2}}\.\s?)?[^\W\d_][\w-]+|[^\W\d_][\w-]+
      |[^\W\d_][\w-]+\s+[^\W\d_]{{1,2}}\.(?:\s?[^\W\d_]{{1,2}}\.)?)){{0,2}}\s*
    """,
    re.VERBOSE,
)
_MAX_SIGNATURE_LENGTH = 120
# An office, in words that may stand without a space, and a name in a cell beside it: "…
# министрінің міндетін атқарушы | А. Алдабергенов". Without a cell the row begins with the office,
# as a norm may end with a name: "Премия имени первого Президента Н. Назарбаева".
_SMALL, _CAPITAL = "[a-zа-яёәғқңөұүһі]", "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_SIGNED_ROW = re.compile(
    rf"[^|\d;]{{4,200}}(?:\s*(?P<cell>\|)\s*|\s+)(?:{_CAPITAL}\.\s?){{1,2}}{_CAPITAL}{_SMALL[:-1]}-]+"
)
_OFFICES = (
    r"(?i:төра(?:ға|йым)|хатшы|министр|әкім|басшы|бастығ|директор|атқарушы|президент|м\.\s?а\."
    r"|председател|секретар|аким|руководител|начальник|исполняющ|и\.\s?о\.|chairman|secretary)"
)
_OFFICE_STEM = re.compile(rf"(?:(?<!\w)|(?<={_SMALL})(?={_CAPITAL})){_OFFICES}")
_FIRST_OFFICE = re.compile(
    rf"(?i:(?:бас|бірінші|уақытша|главный|первый|временно|заместитель|вице|премьер)[\s-]+)?{_OFFICES}"
)
_MAX_SIGNED_ROWS, _MAX_SIGNED_LENGTH = 3, 400
# Without a cell: the office of a minister of Kazakhstan or of someone who acts for an official,
# and a name; also a name below an office in another row, "Республики Казахстан | Н. НАЗАРБАЕВ".
_PERSON = (
    rf"(?:(?:{_CAPITAL}\.\s?){{1,2}}{_CAPITAL}[\w-]+|{_CAPITAL}[\w-]+\s(?:{_CAPITAL}\.\s?){{1,2}})"
)
_ACTING = r"(?:м\.\s?а\.|міндетін\s+атқарушы)"
_SPREAD = re.compile(
    rf"""
    Қазақстан\s+Республикасы(?:ның)?\s*(?:[\w-]+,?\s+){{0,8}}[Мм]инистр[іi]\s+{_PERSON}
    | (?:[\w-]+,?\s+){{0,10}}[\w-]+(?:[нтд][іиы]ң)\s+{_ACTING}\s+{_PERSON}
    | (?:[\w-]+,?\s+){{0,4}}[\w-]+(?:[нтд][іиы]ң)\s+{_ACTING}
    | (?:Республики\s+Казахстан|of\s+the\s+Republic\s+of\s+Kazakhstan)\s+{_PERSON}
    """,
    re.VERBOSE,
)
_SPREAD_HINT = re.compile(r"\n|инистр|м\.\s?а\.|атқарушы|Республики|Republic")
_MAX_SPREAD_ROWS = 4
# Labels of forms and approvals, and statements that a copy or a translation is true.
_LABEL = re.compile(
    r"""(?:№\s?)?\d*\s?-?\s?[Нн]ысан | Форма(?:\s+(?:№\s?)?\d+)?
    | ["«“]?(?:КЕЛІСІЛДІ|КЕЛІСІЛГЕН|СОГЛАСОВАНО)["»”]?:?
    | .{0,500}(?:көшірме|аударма|түпнұсқа)\w*\s.{0,200}\bкуәландырамын\.?
    | .{0,200}\bтүпнұсқа\w*\s.{0,80}\bтілге\s+аударылды\.?
    """,
    re.VERBOSE,
)

_ATTACHED = re.compile(
    r"""
    (?: (?:\d+|№\s*\d+|[IVX]+)?\s*[-–—]?\s*(?:қосымша|ҚОСЫМША|Қосымша)
      | .{0,400}?(?:сына|сіне|ғына|гіне|міне|мына|ына|іне)\s*
        (?:\d+|№\s*\d+|[IVX]+)?\s*[-–—]?\s*(?:қосымша|ҚОСЫМША|Қосымша)
      | .{0,400}?(?:қаулысы|бұйрығы|шешімі|Жарлығы|жарлығы|өкімі|Заңы)мен\s*
        (?:бекітілген|БЕКІТІЛГЕН|Бекітілген|мақұлданған|МАҚҰЛДАНҒАН|бекітілді)
      | (?:Приложение|ПРИЛОЖЕНИЕ)(?:\s+(?:№\s*)?\d+)?(?:\s+к\s.{0,300})?
      | (?:Утвержд|УТВЕРЖД)\w+(?:\s.{0,300})?
      | (?:Annex|ANNEX|Appendix|APPENDIX|Schedule|SCHEDULE)
        (?:\s+(?:No\.?\s*)?(?:\d+|[A-Z]|[IVX]+))?(?:\s+to\s.{0,300})?
      | (?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth
        |FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH|TENTH)\s+(?:Schedule|SCHEDULE)
    )\s*
    """,
    re.VERBOSE | re.DOTALL,
)
_HINT = re.compile(
    "[қк]осымша|бекіт|мақұлда|приложение|утвержд|annex|appendix|schedule", re.IGNORECASE
)
_DRAFT = re.compile(r"\|?\s*(?:Жоба|ЖОБА|жоба|Проект|ПРОЕКТ|Draft|DRAFT)\s*")
_LAW = re.compile(
    r"(?:ҚАЗАҚСТАН\s+РЕСПУБЛИКАСЫНЫҢ\s+(?:ЗАҢЫ|КОДЕКСІ)|Қазақстан\s+Республикасының\s+(?:Заңы|Кодексі)"
    r"|ЗАКОН\s+РЕСПУБЛИКИ\s+КАЗАХСТАН|Закон\s+Республики\s+Казахстан)\b(?P<rest>.*)",
    re.DOTALL,
)
# The words by which an act is enacted; each act has them once, at the end of a line.
_ENACTING = (
    r"\b(?:ҚАУЛЫ\s+ЕТЕМІН|ҚАУЛЫ\s+ЕТЕДІ|БҰЙЫРАМЫН|ШЕШТІ|ШЕШІМ\s+ҚАБЫЛДАДЫ|ПРИКАЗЫВАЮ"
    r"|ПОСТАНОВЛЯЕТ|ПОСТАНОВЛЯЮ|РЕШИЛ|РЕШИЛА)\s*"
)
_ENACTING_WORDS = ("ҚАУЛЫ", "БҰЙЫРАМЫН", "ШЕШ", "ПРИКАЗЫВАЮ", "ПОСТАНОВЛЯ", "РЕШИЛ")
_ENACTED = re.compile(rf"{_ENACTING}:?\s*$")
_ENACTED_INSIDE = re.compile(rf"{_ENACTING}(?::|$)")
# The last words before the first article of a treaty.
_AGREEMENT = re.compile(
    r"(?:келісті|келістік|уағдаласты|шешім\s+қабылдады|о\s+нижеследующем|agreed\s+as\s+follows)\s*:?$"
)


def ends_with_agreement(text: str) -> bool:
    """Return whether the words lead to the first article of a treaty."""
    return _AGREEMENT.search(text[-60:]) is not None


def is_enacting(line: str) -> bool:
    """Return whether the line ends with the words by which an act is enacted."""
    return any(word in line for word in _ENACTING_WORDS) and _ENACTED.search(line) is not None


def is_order(lines: Iterable[str]) -> bool:
    """Return whether the words by which an order is enacted stand anywhere in a line."""
    return any(
        _ENACTED_INSIDE.search(line) is not None
        for line in lines
        if any(word in line for word in _ENACTING_WORDS)
    )


def mentions_attachment(text: str) -> bool:
    """Return whether the text has a word of the label or the stamp of an attachment."""
    return _HINT.search(text) is not None


def begins_note(text: str) -> bool:
    """Return whether the text begins with an editorial note."""
    return _NOTE.match(text) is not None


def is_note_head(text: str) -> bool:
    """Return whether the text is only the head of a note ("ЗҚАИ-ның ескертпесі!")."""
    return _NOTE_HEAD.fullmatch(text) is not None


def note_end(text: str) -> int:
    """Return the length of the note at the beginning of the text, 0 without one."""
    if _NOTE.match(text) is None:
        return 0
    end = _NOTE_END.search(text)
    return len(text) if end is None else end.end()


def is_signature(text: str) -> bool:
    """Return whether the line is a signature: an office and perhaps a name."""
    if text.endswith((".", ";", ":")):
        # An initial or "м.а." may end a signature: " Б." and "м.а.".
        return text.endswith(".") and text[-3:-2] in (" ", ".") and _is_spread(text)
    if _is_spread(text):
        return True
    if len(text) <= _MAX_SIGNATURE_LENGTH and _SIGNATURE.fullmatch(text.strip(" |")) is not None:
        return True
    rows = text.split("\n")
    return (
        len(text) <= _MAX_SIGNED_LENGTH
        and len(rows) <= _MAX_SIGNED_ROWS
        and all(_is_signed(row.strip(" |")) for row in rows)
    )


def _is_spread(text: str) -> bool:
    """Return whether the rows and cells of a short text are together a signature."""
    if len(text) > _MAX_SIGNATURE_LENGTH or _SPREAD_HINT.search(text) is None:
        return False
    rows = text.split("\n")
    # Rows of one cell in the second column are a stamp or a heading.
    is_stamp = all(row.startswith("|") for row in rows)
    if is_stamp or len(rows) > _MAX_SPREAD_ROWS:
        return False
    whole = " ".join(text.replace("|", " ").split())
    if _SPREAD.fullmatch(whole) is not None:
        return True
    return len(rows) > 1 and not text.endswith(".") and _SIGNATURE.fullmatch(whole) is not None


def _is_signed(row: str) -> bool:
    """Return whether a row is an office and a name, in cells or with the office first."""
    found = _SIGNED_ROW.fullmatch(row)
    if found is None:
        return False
    return (_OFFICE_STEM.search(row) if found["cell"] else _FIRST_OFFICE.match(row)) is not None


def is_label(text: str) -> bool:
    """Return whether the text is a label of a form or an approval, or certifies a copy."""
    return _LABEL.fullmatch(text.strip(" |")) is not None


def begins_attachment(text: str) -> bool:
    """Return whether the line heads an attachment ("№ 5 қаулысына 1-қосымша", "Приложение 2")."""
    if len(text) > 450 or text.endswith((".", ";", ":")) or not mentions_attachment(text):
        return False
    return _ATTACHED.fullmatch(text.strip(" |")) is not None


def begins_draft(text: str) -> bool:
    """Return whether the line heads a law that a resolution submits ("Жоба", "ЗАҢЫ")."""
    if _DRAFT.fullmatch(text) is not None:
        return True
    law = _LAW.match(text.strip(" |"))
    return law is not None and not text.endswith((".", ";", ":")) and len(text) < 400
