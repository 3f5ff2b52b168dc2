"""What a provision is called on a page of staff, also one that is gone."""

from collections.abc import Callable
from functools import partial

from fastapi import Request

from data.corpus import Corpus
from data.errors import ActError
from qa.citation import label, url
from web.http.pages import prefs_of
from web.http.site import state_of

Naming = Callable[[str, str], tuple[str, str | None]]


def provision_naming(request: Request) -> Naming:
    """From act and eId to the label in the visitor's language and the address."""
    return partial(name_provision, state_of(request).corpus, prefs_of(request).language)


def name_provision(corpus: Corpus, language: str, act_id: str, eid: str) -> tuple[str, str | None]:
    """The label of a provision in ``language`` and its address, None for one that is gone."""
    try:
        act = corpus.act(act_id)
        corpus.provision(act_id, eid)
    except ActError:
        return f"{act_id}:{eid}", None
    return label(act, eid, language), url(corpus.address(act), eid)


def label_of(corpus: Corpus, act_id: str, eid: str, language: str) -> str:
    """The label in ``language`` of a provision that was there once; its eId where its act is gone.

    Unlike :func:`name_provision`, for whoever knows that it is gone, or learns it beside the label.
    """
    try:
        return label(corpus.act(act_id), eid, language)
    except ActError:
        return f"{act_id}:{eid}"
