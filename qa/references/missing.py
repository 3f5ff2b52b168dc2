"""Messages for references to provisions that do not exist: "Article 24 has paragraphs 1 to 3."."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.eid import is_under
from data.errors import EidError
from data.model import Act, Kind, Provision
from qa.citation import label
from qa.messages import message
from qa.references.lookup import ReferencedProvisions
from qa.references.parser import Reference, resolve
from qa.references.related import MAX_RELATED

_CHILDREN = ((Kind.PARAGRAPH, "has_paragraphs"), (Kind.POINT, "has_points"))


def nearest_existing(named: ReferencedProvisions, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the message for a question that names no text to quote, and the nearest eIds."""
    act = named.act
    if act is None:
        return message("in_no_act", language), ()
    if not named.missing:
        below = [p for p in act.provisions for eid in named.eids if is_under(p.eid, eid)]
        is_repealed = any(provision.repealed for provision in below)
        key = "repealed" if is_repealed else "no_words"
        return message(key, language), named.eids[:MAX_RELATED]
    missing = named.missing[0]
    sentence = message("no_such_provision", language)
    explanation = explain_missing_reference(missing, act, language)
    return f"{sentence} {explanation}", nearest_eids(missing, act)


def missing_references(named: ReferencedProvisions, language: str) -> str | None:
    """Return the message for the first missing provision of several; None if none is missing."""
    if named.act is None or not named.missing:
        return None
    missing = named.missing[0]
    try:
        name = _capitalize(label(named.act, _nominal_eid(missing), language))
        sentence = message("also_missing", language).format(label=name)
    except EidError:
        # A number that no provision has in any act, as "paragraph 0".
        sentence = message("no_such_provision", language)
    return f"{sentence} {explain_missing_reference(missing, named.act, language)}"


def missing_of_several_acts(named: ReferencedProvisions, language: str) -> str:
    """Return the message for several acts that lack some provisions, with the acts not loaded."""
    sentence = message("several_acts_missing", language)
    titles = [act if isinstance(act, str) else act.title(language) for act in named.missing_acts]
    names = ", ".join(title for title in titles if title is not None)
    if not names:
        return sentence
    return f"{sentence} {message('acts_missing', language).format(names=names)}"


def nearest_eids(reference: Reference, act: Act) -> tuple[str, ...]:
    """Return the eId of the innermost existing ancestor of ``reference``, if any."""
    nearest = _nearest(reference, act)
    return (nearest,) if nearest else ()


def explain_missing_reference(reference: Reference, act: Act, language: str) -> str:
    """Return one sentence in ``language`` about what the act has at that level."""
    nearest = _nearest(reference, act)
    if nearest is None:
        if reference.chapter is not None and reference.article is None and act.chapters:
            numbers = [chapter.number for chapter in act.chapters]
            return _range_message("has_chapters", numbers, language)
        return _range_message("has_articles", _numbers(act.articles), language)
    name = _capitalize(label(act, nearest, language))
    children = [p for p in act.provisions if p.parent == nearest]
    for kind, key in _CHILDREN:
        if numbers := _numbers([child for child in children if child.kind is kind]):
            return _range_message(key, numbers, language, name)
    parts = 1 + sum(child.kind is Kind.PART for child in children)
    return _range_message("has_parts", ["1", str(parts)], language, name)


def _nominal_eid(reference: Reference) -> str:
    """Return the eId that the reference would have if it existed."""
    if reference.article is None and reference.attachment is None:
        return "preamble" if reference.preamble else f"chp_{reference.chapter}"
    numbers = [("para", reference.paragraph), ("point", reference.point)]
    bare = list(reference.inner)
    steps = [f"{kind}_{n or bare.pop(0)}" for kind, n in numbers if n or bare]
    part = [f"subpara_{reference.part}"] if reference.part else []
    tops = [("att", reference.attachment), ("art", reference.article)]
    return "__".join([*(f"{kind}_{n}" for kind, n in tops if n), *steps, *part])


def _capitalize(text: str) -> str:
    return text[0].upper() + text[1:]


def _nearest(reference: Reference, act: Act) -> str | None:
    """Return the eId of the longest prefix of the reference that resolves."""
    if reference.article is None and reference.attachment is None:
        return None
    eids = (resolve(prefix, act) for prefix in _prefixes(reference))
    return next((eid for eid in eids if eid is not None), None)


def _prefixes(reference: Reference) -> Iterator[Reference]:
    """Yield the reference without its innermost level, then with ever fewer levels."""
    shorter = replace(reference, part=None)
    yield shorter
    shorter = replace(shorter, point=None)
    yield shorter
    for size in range(len(shorter.inner) - 1, 0, -1):
        yield replace(shorter, inner=shorter.inner[:size])
    shorter = replace(shorter, inner=())
    yield shorter
    yield replace(shorter, paragraph=None)


def _numbers(provisions: Sequence[Provision]) -> list[str]:
    return [provision.number for provision in provisions if provision.number]


def _range_message(key: str, numbers: Sequence[str], language: str, name: str = "") -> str:
    if not numbers:
        return ""
    return message(key, language).format(first=numbers[0], last=numbers[-1], label=name)
