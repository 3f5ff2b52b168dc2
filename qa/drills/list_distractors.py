"""Points of other lists of an act that may stand beside those of a list as distractors."""

from itertools import product

from data.eid import article_of
from data.model import Provision, Span
from qa.drills.card_source import CardSource, PointList
from qa.drills.gap_rules import are_related, find_bodies
from qa.drills.list_sorts import are_comparable, modality, share_core
from qa.drills.point_forms import DEEDS, main_form, point_span
from qa.drills.suitability import MAX_CHARACTERS, is_obvious_deed, names_others
from qa.query.normalization import split_words

# Distractors are chosen from so many points that are nearest in meaning.
_NEAREST = 60
# A point of another list that is as similar to a point of the list may belong there too.
_MAX_SIMILARITY = 0.3
# A point as similar to a provision elsewhere may be said of the same people there.
_MAX_TWINS = 0.5


def find_distractors(source: CardSource, found: PointList) -> list[Span]:
    """Return points of other lists, those nearest in meaning first."""
    similarity = source.similarity(point.eid for point in found.points)
    own = {words_of(point) for point in found.points}
    asked = [span for point in found.points if (span := point_span(point)).text.strip()]
    position = source.position
    points = [
        point
        for other in source.lists
        if other.parent != found.parent
        and are_comparable(source, found, other)
        and _goes_on_alike(source, found, other)
        and not _may_share(source, found, other)
        and _names_body(source, found) == _names_body(source, other)
        for point in other.points
        if similarity[position[point.eid]] < _MAX_SIMILARITY
        and point.eid not in source.unfit
        and point.eid not in source.definitions
        and len(point.text) <= MAX_CHARACTERS
        and not names_others(source.act.language, point.text)
        and not any(
            is_obvious_deed(source.act.language, kind, point_span(point).text)
            for kind in modality(source, other)
        )
    ]
    spans: dict[tuple[str, ...], Span] = {}
    for point in sorted(points, key=lambda each: -similarity[position[each.eid]])[:_NEAREST]:
        words = words_of(point)
        span = point_span(point)
        if (
            words
            and words not in own
            and not _has_twin(source, point)
            and not any(share_core(source, span, other) for other in asked)
        ):
            spans.setdefault(words, span)
    return list(spans.values())


def words_of(point: Provision) -> tuple[str, ...]:
    """Return the folded words of a point without its last signs and the closing of its list."""
    return tuple(split_words(point_span(point).text))


def _may_share(source: CardSource, one: PointList, other: PointList) -> bool:
    """Return whether a point of the other list might be one of this.

    They are of one article, or of related bodies, and both rights, both duties, both prohibitions
    or neither.
    """
    modalities = modality(source, one), modality(source, other)
    if article_of(one.parent) == article_of(other.parent) and not all(modalities):
        return True
    if modalities[0] != modalities[1]:
        return False
    language = source.act.language
    pairs = product(_bodies(language, one), _bodies(language, other))
    return any(are_related(language, *pair) for pair in pairs)


def _goes_on_alike(source: CardSource, one: PointList, other: PointList) -> bool:
    """Return whether points of both lists go on alike with the words that govern them.

    Deeds do. Nouns do after the same word of the lead-in. English words do not tell a noun from a
    verb by their form; the word before them does.
    """
    language = source.act.language
    forms = main_form(language, one), main_form(language, other)
    if language != "en" and forms[0] == forms[1] and forms[0] in DEEDS:
        return True
    ends = [
        source.heads(found.lead_in.text)[-1:] if found.lead_in else [] for found in (one, other)
    ]
    return ends[0] == ends[1]


def _bodies(language: str, found: PointList) -> set[str]:
    text = found.lead_in.text if found.lead_in else ""
    return {key for *_, key in find_bodies(language, text)} or {""}


def _names_body(source: CardSource, found: PointList) -> bool:
    """Return whether the list is of a known body: what others do is easily told from that."""
    return _bodies(source.act.language, found) != {""}


def _has_twin(source: CardSource, point: Provision) -> bool:
    """Return whether another list or article says nearly the same, perhaps of the same people."""
    similarity = source.similarity((point.eid,))
    return any(
        similarity[row] > _MAX_TWINS
        for row, other in enumerate(source.provisions)
        if other.parent != point.parent
    )
