"""What an act has where a reference finds nothing: "Article 24 has paragraphs 1 to 3."."""

from collections.abc import Sequence

from data.act import Act, Kind, Provision
from qa.citation import label
from qa.messages import message
from qa.references import Reference, resolve

_CHILDREN = ((Kind.PARAGRAPH, "has_paragraphs"), (Kind.POINT, "has_points"))


def nearest_eids(reference: Reference, act: Act) -> tuple[str, ...]:
    """The innermost provision on the way to ``reference`` that does exist, if any."""
    nearest = _nearest(reference, act)
    return (nearest,) if nearest else ()


def what_stands(reference: Reference, act: Act, language: str) -> str:
    """One sentence in ``language`` that says what the act has in its place."""
    nearest = _nearest(reference, act)
    if nearest is None:
        if reference.article is None and act.chapters:
            numbers = [chapter.number for chapter in act.chapters]
            return _ranged("has_chapters", numbers, language)
        return _ranged("has_articles", _numbers(act.articles), language)
    name = label(act, nearest, language)
    name = name[0].upper() + name[1:]
    children = [p for p in act.provisions if p.parent == nearest]
    for kind, sentence in _CHILDREN:
        if numbers := _numbers([child for child in children if child.kind is kind]):
            return _ranged(sentence, numbers, language, name)
    parts = 1 + sum(child.kind is Kind.PART for child in children)
    return _ranged("has_parts", ["1", str(parts)], language, name)


def _nearest(reference: Reference, act: Act) -> str | None:
    """The eId of the longest beginning of the reference that resolves."""
    path = (
        Reference(article=reference.article, paragraph=reference.paragraph, point=reference.point),
        Reference(article=reference.article, paragraph=reference.paragraph),
        Reference(article=reference.article, inner=reference.inner[:1]),
        Reference(article=reference.article),
    )
    if reference.article is None:
        return None
    return next((eid for one in path if (eid := resolve(one, act)) is not None), None)


def _numbers(provisions: Sequence[Provision]) -> list[str]:
    return [provision.number for provision in provisions if provision.number]


def _ranged(name: str, numbers: Sequence[str], language: str, label_: str = "") -> str:
    if not numbers:
        return ""
    return message(name, language).format(first=numbers[0], last=numbers[-1], label=label_)
