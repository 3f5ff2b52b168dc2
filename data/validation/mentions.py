"""Findings on attachments, articles and paragraphs that an act mentions, but does not have."""

import re
from collections.abc import Collection, Iterator

from data.model import Act, Kind, Provision
from data.validation.finding import Finding, Severity, error_of

_QUOTES = '"«»“”„'
# "осы қаулының 1, 2 және 3-қосымшаларына сәйкес"
_ATTACHMENT = re.compile(
    r"осы\s(?:бұйрық|қаулы|шешім|жарлық|өкім)(?:қа|ға|ге|ның|тың|нің)\s"
    r"(?:\d[\d\s,–-]*(?:(?:және|мен)\s[\d\s–-]*)?(?:ші\s|шы\s)?)?қосымша",
    re.IGNORECASE,
)
# The stamp or the title of an attachment: "…қаулысына 1-қосымша", "2-қосымша", "…бекітілген". Its
# line is short, or the number of the order precedes the word.
_STAMP = re.compile(r"[қк]осымша|бекітіл|приложени", re.IGNORECASE)
_LONG_STAMP = re.compile(
    r"(?:сына|сіне|ғына|міне|мына)\s(?:№?\s?\d+\s?[–-]?\s?(?:ші\s|шы\s)?)?[қк]осымша", re.IGNORECASE
)
_MAX_STAMP = 260
# References to the act itself and to the same article.
_OWN_ARTICLE = re.compile(
    r"[Оо]сы\s(?:Заңның|Кодекстің|Конституцияның)\s(?P<kk>\d+(?:-\d+)?)[-–]ба[бп]"
    r"|[Сс]тать(?:я|и|е|ей|ю|ёй)\s(?P<ru>\d+(?:-\d+)?)\sнастоящего\s(?:Закона|Кодекса)"
)
_OWN_PARAGRAPH = re.compile(
    r"[Оо]сы\sбаптың\s(?P<kk>\d+(?:-\d+)?)[-–]тарма[қғ]"
    r"|(?<!под)пункт(?:а|у|ом|е|ы)?\s(?P<ru>\d+(?:-\d+)?)\sнастоящей\sстатьи"
)
_HINTS = ("осы ", "Осы ", "настоящ")
# A shorter act may change another one, whose articles it mentions as "this law".
_MIN_ARTICLES = 10


def check_mentions(act: Act) -> Iterator[Finding]:
    """Yield attachments of an order, articles and paragraphs that are mentioned, but not there."""
    if act.language == "kk":
        yield from _attachments(act)
    if len(act.articles) >= _MIN_ARTICLES:
        yield from _provisions(act)


def _attachments(act: Act) -> Iterator[Finding]:
    """Yield an error if an order in Kazakh names its attachment, and none follows."""
    mention: tuple[int, str] | None = None
    for number, source in enumerate(act.source_lines, 1):
        line = source.strip()
        if mention is None:
            match = _ATTACHMENT.search(line) if "осымша" in line else None
            if match is not None and not _is_quoted(line[: match.start()]):
                mention = number, match[0]
        elif _STAMP.search(line) and (len(line) <= _MAX_STAMP or _LONG_STAMP.search(line)):
            return
    if mention is not None:
        text = f"The order mentions an attachment (“{mention[1]}…”), but none follows."
        yield Finding(Severity.ERROR, None, mention[0], text)


def _is_quoted(before: str) -> bool:
    """Return whether the words before a mention open a quotation, as of a new wording."""
    return sum(map(before.count, _QUOTES)) % 2 == 1


def _provisions(act: Act) -> Iterator[Finding]:
    """Yield the provisions of a law that mention an article or a paragraph which it lacks."""
    articles = {article.number for article in act.articles}
    paragraphs: dict[str, set[str | None]] = {}
    for provision in act.provisions:
        if provision.kind is Kind.PARAGRAPH and provision.parent is not None:
            paragraphs.setdefault(provision.parent, set()).add(provision.number)
    for provision in act.provisions:
        text = provision.text
        if provision.repealed or provision.eid.startswith("att_"):
            continue
        if not any(hint in text for hint in _HINTS):
            continue
        yield from _missing(provision, _OWN_ARTICLE, articles)
        own = paragraphs.get(provision.eid.partition("__")[0])
        # Parts of an article without numbers are also called paragraphs.
        if own is not None:
            yield from _missing(provision, _OWN_PARAGRAPH, own)


def _missing(
    provision: Provision, pattern: re.Pattern[str], known: Collection[str | None]
) -> Iterator[Finding]:
    """Yield an error for the first mentioned number that is not known, with a stop or a hyphen."""
    for match in pattern.finditer(provision.text):
        # The words of a new wording are of another act.
        if _is_quoted(provision.text[: match.start()]):
            continue
        number = match["kk"] or match["ru"]
        # "2-8-тармақтар" is a range.
        is_known = number in known or number.replace("-", ".") in known
        if not is_known and not all(part in known for part in number.split("-")):
            text = f"“{match[0]}…” is mentioned, but not there; text may be missing."
            yield error_of(provision, text)
            return
