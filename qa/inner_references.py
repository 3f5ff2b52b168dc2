"""The provisions of its own act that a provision names: "осы баптың 2-тармағында", "пункта 2
настоящей статьи", "paragraph 2 of this Article".
"""

import re
from collections.abc import Iterator, Sequence

from data.eid import article_of, parse_eid
from data.model import Act, Provision
from qa.references import find_references, resolve

# What follows in Kazakh, and stands before in Russian and English, up to another law or sentence.
_AFTER = re.compile(
    r"осы\s+(?P<whole>Заңның|Кодекстің|баптың|тармақтың)\s+"
    r"(?P<named>\d(?:(?!Заң|Кодекс)[^.;«\"]){0,90})",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\s+(?:настоящ(?:ей|его)|of\s+this)\s+"
    r"(?P<whole>Закона|Кодекса|статьи|пункта|Law|Code|Article|paragraph)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;«\"]")
_REACH = 90
_IN_PARAGRAPH = ("тармақтың", "пункта", "paragraph")
_IN_ARTICLE = ("баптың", "статьи", "article", *_IN_PARAGRAPH)


def inner_references(act: Act, provision: Provision) -> Iterator[str]:
    """The eIds that the text of ``provision`` names, in order; of a provision of another article
    that is not there its article. Repeats stay.
    """
    own = article_of(provision.eid)
    for text in _spelled_out(provision):
        for reference in find_references(text):
            eid = resolve(reference, act)
            outer = f"art_{reference.article}"
            if eid is not None:
                yield eid
            elif outer in act.by_eid and outer != own:
                yield outer


def _spelled_out(provision: Provision) -> Iterator[str]:
    """Each reference in full, with "this article" and "this paragraph" as numbers."""
    numbers = {step.kind: step.number for step in parse_eid(provision.eid)}
    article, paragraph = numbers.get("art"), numbers.get("para")
    for match in _AFTER.finditer(provision.text):
        place = f"{article}-баптың " if _means(match, _IN_ARTICLE, article) else ""
        place += f"{paragraph}-тармағының " if _means(match, _IN_PARAGRAPH, paragraph) else ""
        yield place + match["named"]
    said = 0
    for match in _THIS.finditer(provision.text):
        before = provision.text[max(said, match.start() - _REACH) : match.start()]
        named = _STOP.split(before)[-1]
        if not named:
            continue
        said = match.end()
        place = f" пункта {paragraph}" if _means(match, _IN_PARAGRAPH, paragraph) else ""
        place += f" статьи {article}" if _means(match, _IN_ARTICLE, article) else ""
        yield named + place


def _means(match: re.Match[str], words: Sequence[str], number: str | None) -> bool:
    return number is not None and match["whole"].lower() in words
