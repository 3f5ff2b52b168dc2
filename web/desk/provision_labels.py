"""Labels and addresses of provisions, including deleted ones, on staff pages."""

from collections.abc import Callable
from functools import partial

from fastapi import Request

from data.corpus import Corpus
from data.errors import ActError
from qa.citation import label, url
from web.http.pages import prefs_of
from web.http.site import state_of

# Maps act id and eId to a label and an address.
Naming = Callable[[str, str], tuple[str, str | None]]


def provision_naming(request: Request) -> Naming:
    """Return :func:`name_provision` for the site's acts and the visitor's language."""
    return partial(name_provision, state_of(request).corpus, prefs_of(request).language)


def name_provision(corpus: Corpus, language: str, act_id: str, eid: str) -> tuple[str, str | None]:
    """Return the label of a provision in ``language`` and its address.

    For a provision that does not exist the label is ``act:eId`` and the address None.
    """
    try:
        act = corpus.act(act_id)
        corpus.provision(act_id, eid)
    except ActError:
        return f"{act_id}:{eid}", None
    return label(act, eid, language), url(corpus.address(act), eid)


def label_of(corpus: Corpus, act_id: str, eid: str, language: str) -> str:
    """Return the label of a provision in ``language``, ``act:eId`` if its act does not exist.

    Unlike :func:`name_provision`, this also labels a provision that its act no longer contains,
    as a stale quote may be.
    """
    try:
        return label(corpus.act(act_id), eid, language)
    except ActError:
        return f"{act_id}:{eid}"
