"""What an act has where a reference finds nothing: "Article 24 has paragraphs 1 to 3."."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.eid import is_under
from data.model import Act, Kind, Provision
from qa.citation import label
from qa.messages import message
from qa.references.lookup import ReferencedProvisions
from qa.references.parser import Reference, resolve
from qa.references.related import MAX_RELATED

_CHILDREN = ((Kind.PARAGRAPH, "has_paragraphs"), (Kind.POINT, "has_points"))


def nearest_existing(named: ReferencedProvisions, language: str) -> tuple[str, tuple[str, ...]]:
    """What is said in ``language`` of a question that names nothing to quote, and the eIds of what
    stands there.
    """
    act = named.act
    if act is None:
        return message("other_act", language), ()
    if not named.missing:
        under = [one for one in act.provisions for eid in named.eids if is_under(one.eid, eid)]
        repealed = any(one.repealed for one in under)
        return message("repealed" if repealed else "no_words", language), named.eids[:MAX_RELATED]
    missing = named.missing[0]
    said = message("no_such_provision", language)
    return f"{said} {explain_missing_reference(missing, act, language)}", nearest_eids(missing, act)


def missing_references(named: ReferencedProvisions, language: str) -> str | None:
    """What is said of those provisions that are not there beside those that are; None where every
    one is.
    """
    if named.act is None or not named.missing:
        return None
    missing = named.missing[0]
    name = _capital(label(named.act, _as_named(missing), language))
    said = message("also_missing", language).format(label=name)
    return f"{said} {explain_missing_reference(missing, named.act, language)}"


def nearest_eids(reference: Reference, act: Act) -> tuple[str, ...]:
    """The innermost provision on the way to ``reference`` that does exist, if any."""
    nearest = _nearest(reference, act)
    return (nearest,) if nearest else ()


def explain_missing_reference(reference: Reference, act: Act, language: str) -> str:
    """One sentence in ``language`` that says what the act has in its place."""
    nearest = _nearest(reference, act)
    if nearest is None:
        if reference.article is None and act.chapters:
            numbers = [chapter.number for chapter in act.chapters]
            return _ranged("has_chapters", numbers, language)
        return _ranged("has_articles", _numbers(act.articles), language)
    name = _capital(label(act, nearest, language))
    children = [p for p in act.provisions if p.parent == nearest]
    for kind, sentence in _CHILDREN:
        if numbers := _numbers([child for child in children if child.kind is kind]):
            return _ranged(sentence, numbers, language, name)
    parts = 1 + sum(child.kind is Kind.PART for child in children)
    return _ranged("has_parts", ["1", str(parts)], language, name)


def _as_named(reference: Reference) -> str:
    """The eId that the reference would have if it were there."""
    if reference.article is None:
        return "preamble" if reference.preamble else f"chp_{reference.chapter}"
    numbers = [("para", reference.paragraph), ("point", reference.point)]
    bare = list(reference.inner)
    steps = [f"{kind}_{n or bare.pop(0)}" for kind, n in numbers if n or bare]
    part = [f"subpara_{reference.part}"] if reference.part else []
    return "__".join([f"art_{reference.article}", *steps, *part])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _nearest(reference: Reference, act: Act) -> str | None:
    """The eId of the longest beginning of the reference that resolves."""
    if reference.article is None:
        return None
    return next(
        (eid for one in _beginnings(reference) if (eid := resolve(one, act)) is not None), None
    )


def _beginnings(reference: Reference) -> Iterator[Reference]:
    """The reference with ever fewer of its inner levels."""
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


def _ranged(name: str, numbers: Sequence[str], language: str, label_: str = "") -> str:
    if not numbers:
        return ""
    return message(name, language).format(first=numbers[0], last=numbers[-1], label=label_)
