"""Citations: a provision's name as lawyers write it in kk, ru and en, and the path of its page."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from data.eid import Step, ancestors, parse_eid
from data.model import Act
from qa.answer import Citation

# The provisions that have a page of their own; everything else is an anchor on its act's page.
_PAGES = ("art", "att", "preamble")


def label(act: Act, eid: str, language: str) -> str:
    """The name of ``eid`` in ``language`` (kk, ru, en): "16-баптың 2-тармағының 9) тармақшасы".

    Raises EidError where ``eid`` is none.
    """
    style = _styles()[language]
    steps = parse_eid(eid)
    last = len(steps) - 1
    named = []
    for depth, step in enumerate(steps):
        if last == 0:
            form = "alone"
        elif depth == last:
            form = "last"
        else:
            form = "first_of" if depth == 0 else "of"
        named.append(_name(language, step, form))
    if style["order"] == "inner_first":
        named.reverse()
    return str(style["join"]).join(named)


def url(address: str, eid: str) -> str:
    """The path of the page that shows ``eid``, with its anchor: ``/acts/ID/art_24#art_24__para_3``.

    ``address`` names the act, ``ID``, or one edition of it, ``ID@EDITION``.
    Provisions outside articles, attachments and the preamble stand on the page of their act.
    """
    top = parse_eid(eid)[0]
    page = f"/{top}" if top.kind in _PAGES else ""
    return f"/acts/{address}{page}#{eid}"


def citation(act: Act, eid: str, language: str, address: str | None = None) -> Citation:
    """Where ``eid`` stands in ``act``, its label in ``language``.

    ``address`` pins the edition, as `Corpus.address` gives it; by default it is the act's id.
    """
    return Citation(
        act=act.id,
        act_title=act.title,
        edition=act.edition,
        eid=eid,
        article_title=article_title(act, eid),
        label=label(act, eid, language),
        url=url(address or act.id, eid),
    )


def article_title(act: Act, eid: str) -> str:
    """The heading of the article (or attachment) that ``eid`` stands in, or ""."""
    for above in (eid, *ancestors(eid)):
        provision = act.by_eid.get(above)
        if provision is not None and provision.heading:
            return provision.heading
    return ""


@cache
def _styles() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("citation.toml").read_text("utf-8"))


def _name(language: str, step: Step, form: str) -> str:
    forms = _styles()[language][step.kind]
    fallback = {"last": "alone", "first_of": "of"}.get(form, "alone")
    pattern = forms.get(form) or forms.get(fallback) or forms["alone"]
    number = step.number or ""
    return str(pattern).format(n=number, o=_ordinal(language, number, form))


def _ordinal(language: str, number: str, form: str) -> str:
    ordinals = _styles()["ordinals"]
    names = ordinals.get(f"{language}_of", ()) if form in {"first_of", "of"} else ()
    names = names or ordinals[language]
    place = int(number) if number.isdecimal() else 0
    return str(names[place - 1]) if 0 < place <= len(names) else number
