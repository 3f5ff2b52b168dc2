"""Selection of the cards of a session: changed provisions, due cards, new cards, then the rest."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from random import Random

from qa.drills.card import CardKind, Spec
from qa.drills.scheduler import Memory

# Cards of one list in a session or a paper.
_MAX_OF_LIST = 2


def retired_cards(deck_keys: Collection[str], memories: Mapping[str, Memory]) -> tuple[str, ...]:
    """Return the keys of remembered cards that the edition lacks: their provisions changed."""
    return tuple(key for key in memories if key not in deck_keys)


def eid_of(key: str) -> str:
    """Return the eId of the provision of the card ``key``."""
    return key.split(":")[1]


def select_cards(
    specs: Sequence[Spec],
    memories: Mapping[str, Memory],
    count: int,
    now: int,
    seed: str,
    changed: Collection[str] = (),
) -> tuple[Spec, ...]:
    """Return at most ``count`` of ``specs`` in the order of the session.

    ``changed`` are eIds of provisions that changed since the learner saw them. No provision comes
    twice while others are left, and no list three times; nor are most norms of one sort while there
    are others to ask for.
    """
    new = [spec for spec in specs if spec.key not in memories]
    # The same seed must give the same session.
    generator = Random(seed)  # noqa: S311
    generator.shuffle(new)
    seen = sorted(
        (spec for spec in specs if spec.key in memories), key=lambda spec: memories[spec.key].due
    )
    ordered = chain(
        (spec for spec in new if spec.eid in changed),
        (spec for spec in seen if memories[spec.key].due <= now),
        _alternate_kinds((spec for spec in new if spec.eid not in changed), generator),
        (spec for spec in seen if memories[spec.key].due > now),
    )
    due = {spec.key for spec in seen if memories[spec.key].due <= now}
    return _spread(ordered, count, due)


def most_missed(specs: Sequence[Spec], memories: Mapping[str, Memory]) -> tuple[Spec, ...]:
    """Return the cards that were answered wrong, the highest share of wrong answers first."""
    missed = [spec for spec in specs if spec.key in memories and memories[spec.key].missed]
    return tuple(
        sorted(missed, key=lambda s: (-memories[s.key].missed / memories[s.key].seen, s.key))
    )


def _alternate_kinds(specs: Iterable[Spec], generator: Random) -> Iterable[Spec]:
    """Yield the cards of each kind in turn, and within a kind those of each sort.

    Each sort is the first as often, however many cards it has: few cards of a kind are asked.
    """
    by_kind: dict[CardKind, dict[str, list[Spec]]] = {kind: {} for kind in CardKind}
    for spec in specs:
        by_kind[spec.kind].setdefault(spec.sort, []).append(spec)
    return _in_turn([list(_in_turn(_shuffled(sorts, generator))) for sorts in by_kind.values()])


def _shuffled(by_sort: Mapping[str, list[Spec]], generator: Random) -> list[list[Spec]]:
    sorts = sorted(by_sort)
    generator.shuffle(sorts)
    return [by_sort[sort] for sort in sorts]


def _in_turn(lists: Iterable[Sequence[Spec]]) -> Iterable[Spec]:
    return (spec for turn in zip_longest(*lists) for spec in turn if spec is not None)


def _spread(specs: Iterable[Spec], count: int, due: Collection[str]) -> tuple[Spec, ...]:
    """Return the first ``count``; repeated provisions and too many norms of a sort only fill up.

    Lists that come more often than twice come last. Cards that are ``due`` come however many of a
    sort there are.
    """
    first: list[Spec] = []
    repeated: list[Spec] = []
    often: list[Spec] = []
    lists: Counter[str] = Counter()
    eids: set[str] = set()
    norms: Counter[str] = Counter()
    for spec in specs:
        if len(first) == count:
            break
        is_norm = spec.kind is CardKind.MODAL and bool(spec.sort)
        # Nobody must be right who answers the same to every card.
        is_most = is_norm and 2 * norms[spec.sort] > norms.total()
        if spec.kind is CardKind.LIST:
            lists[spec.eid] += 1
            if lists[spec.eid] > _MAX_OF_LIST:
                # Its question is known by heart.
                often.append(spec)
                continue
        if spec.eid in eids or (is_most and spec.key not in due):
            repeated.append(spec)
            continue
        first.append(spec)
        eids.add(spec.eid)
        if is_norm:
            norms[spec.sort] += 1
    return (*first, *repeated, *often)[:count]
