"""Citations: labels of provisions in kk, ru and en, and the paths of their pages."""

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from data.eid import Step, ancestors, eid_number, parse_eid
from data.model import Act, Provision
from qa.answer import Citation

# Provisions with a page of their own; all others are anchors on the page of their act.
_PAGES = ("art", "att", "preamble")


def label(act: Act, eid: str, language: str) -> str:
    """Return the label of ``eid`` as lawyers write it: "16-баптың 2-тармағының 9) тармақшасы".

    Raises EidError if ``eid`` is not valid.
    """
    style = _styles()[language]
    steps = _printed_steps(act, eid)
    last = len(steps) - 1
    names = []
    for depth, step in enumerate(steps):
        if last == 0:
            form = "alone"
        elif depth == last:
            form = "last"
        else:
            form = "first_of" if depth == 0 else "of"
        names.append(_name(language, step, form))
    if style["order"] == "inner_first":
        names.reverse()
    return str(style["join"]).join(names)


def _printed_steps(act: Act, eid: str) -> list[Step]:
    """Return the steps of ``eid`` with their numbers as printed: ``в`` for ``point_v``."""
    steps = []
    path = ""
    for step in parse_eid(eid):
        path = f"{path}__{step}" if path else str(step)
        provision = act.by_eid.get(path)
        printed = "" if provision is None else provision.number or ""
        is_same = step.number is not None and eid_number(printed) == step.number
        steps.append(replace(step, number=printed) if is_same else step)
    return steps


def has_page(eid: str) -> bool:
    """Return whether a provision, or the one around it, has a page apart from that of its act."""
    return parse_eid(eid)[0].kind in _PAGES


def url(address: str, eid: str) -> str:
    """Return the path of the page of ``eid`` with its anchor: ``/acts/ID/art_24#art_24__para_3``.

    ``address`` names the act, ``ID``, or one edition of it, ``ID@EDITION``.
    """
    page = f"/{parse_eid(eid)[0]}" if has_page(eid) else ""
    return f"/acts/{address}{page}#{eid}"


def citation(act: Act, eid: str, language: str, address: str | None = None) -> Citation:
    """Return the citation of ``eid`` with its label in ``language``.

    ``address`` names the edition, as :meth:`data.corpus.Corpus.address` returns it; by default it
    is the act's id.
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
    """Return the heading of the article or attachment that contains ``eid``, or ""."""
    titled = titled_provision(act, eid)
    return "" if titled is None else titled.heading


def titled_provision(act: Act, eid: str) -> Provision | None:
    """Return the provision ``eid`` or the nearest one above it that has a heading, or None."""
    lineage = (act.by_eid.get(each) for each in (eid, *ancestors(eid)))
    return next((each for each in lineage if each is not None and each.heading), None)


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
    value = int(number) if number.isdecimal() else 0
    return str(names[value - 1]) if 0 < value <= len(names) else number
