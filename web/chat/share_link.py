"""Share link: the path of a page with chosen provisions, and what became of each of them.

A provision is ``ACT@EDITION:EID~DIGEST``: its edition, and the first digits of the SHA-256 of the
words that were shared. A question is never in the path or the query of a link.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote as quoted

from data.corpus import Corpus
from data.errors import ActError
from data.model import Act, Provision
from qa.answer import Quote

MAX_SHARED = 20
"""Provisions of one link."""
SHARE = "/share"
_DIGITS = 12
_SHARED = re.compile(
    r"(?P<act>[a-z0-9-]{1,200})(?:@(?P<edition>[a-z0-9-]{1,200}))?"
    r":(?P<eid>[A-Za-z0-9_-]{1,400})(?:~(?P<digest>[0-9a-f]{12}))?",
    re.ASCII,
)


class SharedStanding(StrEnum):
    """State of a shared provision: current, of an older edition, with other words, or unknown."""

    CURRENT = "current"
    OLDER = "older"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SharedProvision:
    """A provision of a link with its standing; ``act`` and ``provision`` are what can be shown."""

    standing: SharedStanding
    act: Act | None = None
    provision: Provision | None = None


def share_path(corpus: Corpus, quotes: Iterable[Quote]) -> str:
    """Return the path of the page with the provisions of ``quotes``, each once."""
    names = dict.fromkeys(_name(corpus.act(each.citation.act), each) for each in quotes)
    return f"{SHARE}?" + "&".join(f"p={quoted(name, safe='@:~')}" for name in names)


def _name(act: Act, quote: Quote) -> str:
    return f"{act.pinned_address}:{quote.citation.eid}~{quote.sha256[:_DIGITS]}"


def find_shared(corpus: Corpus, name: str) -> SharedProvision:
    """Return the provision that a link names; ``UNKNOWN`` also for a name that cannot be read."""
    read = _SHARED.fullmatch(name)
    if read is None:
        return SharedProvision(SharedStanding.UNKNOWN)
    try:
        current = corpus.act(read["act"])
    except ActError:
        return SharedProvision(SharedStanding.UNKNOWN)
    named = read["edition"] or current.edition_id
    editions = [act for act in corpus.editions(current.id) if act.edition_id == named]
    for act in (*editions, current):
        provision = act.by_eid.get(read["eid"])
        if provision is not None and provision.text:
            return SharedProvision(
                _standing(act, current, provision, read["digest"]), act, provision
            )
    return SharedProvision(SharedStanding.UNKNOWN)


def _standing(act: Act, current: Act, provision: Provision, digest: str | None) -> SharedStanding:
    if digest is not None and not provision.sha256.startswith(digest):
        return SharedStanding.CHANGED
    return SharedStanding.CURRENT if act is current else SharedStanding.OLDER
