"""What a provision is called on a page, also one that is gone."""

from collections.abc import Callable

from fastapi import Request

from data.errors import ActError
from qa.citation import citation
from web.pages import prefs_of
from web.site import site_of

Naming = Callable[[str, str], tuple[str, str | None]]


def naming(request: Request) -> Naming:
    """From act and eId to the label in the visitor's language and the address, None for one that
    is gone.
    """
    corpus, language = site_of(request).corpus, prefs_of(request).language

    def named(act_id: str, eid: str) -> tuple[str, str | None]:
        try:
            act = corpus.act(act_id)
            corpus.provision(act_id, eid)
            cited = citation(act, eid, language, corpus.address(act))
        except ActError:
            return f"{act_id}:{eid}", None
        return cited.label, cited.url

    return named
