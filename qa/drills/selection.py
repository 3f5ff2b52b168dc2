"""Which cards a session brings: those of changed provisions, those due, new ones, then the rest."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from random import Random

from qa.drills.card import CardKind, Spec
from qa.drills.scheduler import Memory


def retired_cards(deck_keys: Collection[str], memories: Mapping[str, Memory]) -> tuple[str, ...]:
    """The remembered cards that the edition no longer has: their provisions' words changed."""
    return tuple(key for key in memories if key not in deck_keys)


def eid_of(key: str) -> str:
    """The eId of the provision that the card of ``key`` is about."""
    return key.split(":")[1]


def select_cards(
    specs: Sequence[Spec],
    memories: Mapping[str, Memory],
    count: int,
    now: int,
    seed: str,
    changed: Collection[str] = (),
) -> tuple[Spec, ...]:
    """At most ``count`` of ``specs``, in the order in which they are to be asked.

    ``changed`` are eIds of provisions whose words the learner knew otherwise. No provision comes
    twice while others are left.
    """
    chance = Random(seed)
    new = [spec for spec in specs if spec.key not in memories]
    chance.shuffle(new)
    again = sorted(
        (spec for spec in specs if spec.key in memories), key=lambda spec: memories[spec.key].due
    )
    ordered = chain(
        (spec for spec in new if spec.eid in changed),
        (spec for spec in again if memories[spec.key].due <= now),
        _mixed(spec for spec in new if spec.eid not in changed),
        (spec for spec in again if memories[spec.key].due > now),
    )
    return _apart(ordered, count)


def most_missed(specs: Sequence[Spec], memories: Mapping[str, Memory]) -> tuple[Spec, ...]:
    """The cards that were answered wrong, those most often first."""
    missed = [spec for spec in specs if spec.key in memories and memories[spec.key].missed]
    return tuple(
        sorted(missed, key=lambda s: (-memories[s.key].missed / memories[s.key].seen, s.key))
    )


def _mixed(specs: Iterable[Spec]) -> Iterable[Spec]:
    """The kinds by turns."""
    by_kind: dict[CardKind, list[Spec]] = {kind: [] for kind in CardKind}
    for spec in specs:
        by_kind[spec.kind].append(spec)
    rounds = zip_longest(*by_kind.values())
    return (spec for each in rounds for spec in each if spec is not None)


def _apart(specs: Iterable[Spec], count: int) -> tuple[Spec, ...]:
    """The first ``count``, those of a provision that came already only where others run out."""
    first: list[Spec] = []
    later: list[Spec] = []
    seen: set[str] = set()
    for spec in specs:
        if len(first) == count:
            break
        (later if spec.eid in seen else first).append(spec)
        seen.add(spec.eid)
    return (*first, *later)[:count]
