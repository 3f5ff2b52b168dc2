"""Forms of the points of a list: nouns, deeds and how a deed is put."""

import re
from collections import Counter
from functools import lru_cache

from data.model import Provision, Span
from data.passages import sentence_spans
from qa.drills.card_source import PointList
from qa.drills.gap_rules import says_act

# Forms of points that say what somebody does or is to do.
DEEDS = frozenset({"do", "does", "to do", "not to do"})
TO_DO = frozenset({"to do", "not to do"})
# Points whose last words end in so many equal letters have the same form.
_FORM_LETTERS = 3
# Endings of Kazakh verbs that are one form.
_ENDINGS = (
    (re.compile(r"(?:ады|еді|йды|йді|яды)$"), "does"),
    (re.compile(r"[мбп](?:ауға|еуге)$"), "not to do"),
    (re.compile(r"[уүю](?:ға|ге)$"), "to do"),
    (re.compile(r"[уүю](?:ды|ді)$"), "doing it"),
    (re.compile(r"[уүю]$"), "doing"),
)
_PLURAL_ACT = re.compile(r"[уюая]т(?:ся)?$")
_NOUN = re.compile(
    r"^(?:the|an?|any|no|all|other)$|(?:tion|sion|ment|ity|ing|ance|ence|ness|ship|s)$"
)
LAST_SIGNS = re.compile(
    r"(?:[;,]\s*(?:and|or|и|или|және|немесе))?[\s;.,]+$|[;,]\s*(?:and|or|и|или|және|немесе)$"
)


def point_form(language: str, span: Span) -> str:
    """Return the form of a point; points of one form can stand in one list."""
    return _form_of(language, span.text.lower())


@lru_cache(maxsize=8192)
def _form_of(language: str, text: str) -> str:
    """Return the form of a point: the end of its last word in Kazakh, else of its first one."""
    if language == "kk":
        # What a point says after its first sentence is in any form.
        last = LAST_SIGNS.sub("", text[: next(sentence_spans(text))[1]])
        return next(
            (form for ending, form in _ENDINGS if ending.search(last)), last[-_FORM_LETTERS:]
        )
    first = text.split()[0]
    if first in {"не", "not"}:
        return "not to do"
    if language == "ru":
        if re.search(r"(?:ть|ти|чь)(?:ся|сь)?$", first):
            return "to do"
        if says_act(language, first):
            return "do" if _PLURAL_ACT.search(first) else "does"
        return first[-_FORM_LETTERS:]
    return "to" if first == "to" else "noun" if _NOUN.search(first) else "verb"


@lru_cache(maxsize=256)
def main_form(language: str, found: PointList) -> str:
    """Return the form that most points of a list have."""
    spans = map(point_span, found.points)
    forms = Counter(point_form(language, span) for span in spans if span.text)
    return forms.most_common(1)[0][0] if forms else ""


def point_span(point: Provision) -> Span:
    """Return the words of a point without its last signs and without the closing of its list."""
    text = point.text
    if point.closing is not None and point.outer_closing is None:
        text = text[: point.closing.start]
    return point.whole.slice(0, len(LAST_SIGNS.sub("", text)))
