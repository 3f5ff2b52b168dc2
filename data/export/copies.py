"""Copies of an act for people and programs: an HTML page without scripts, and JSON Lines."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from lxml import etree
from lxml.builder import E

from data.export.akoma_ntoso import printed_chapter, printed_number
from data.model import Act, Kind, Provision

_STYLE = (
    "body{max-width:45rem;margin:2rem auto;padding:0 1rem;font-family:serif;line-height:1.5}"
    + (".note{font-size:.85em;color:#555}section section{margin-left:1.5rem}")
)
_FACTS = (
    "id",
    "title",
    "language",
    "edition",
    "kind",
    "edition_id",
    "parallel_of",
    "official_url",
    "names",
)


def write_html_page(act: Act) -> bytes:
    """Return the act as an HTML page in UTF-8, in which every eId is an anchor."""
    titles = {chapter.eid: chapter for chapter in act.chapters}
    body = E.body(E.h1(act.title))
    if act.edition:
        body.append(E.p(act.edition))
    sections: dict[str, etree._Element] = {}
    shown: set[str] = set()
    for provision in act.provisions:
        chapter = titles.get(provision.chapter or "")
        if chapter is not None and chapter.eid not in shown:
            shown.add(chapter.eid)
            heading = f"{printed_chapter(act, chapter)} {chapter.title}".strip()
            body.append(E.h2(heading, id=chapter.eid))
        section = _section(act, provision)
        sections[provision.eid] = section
        is_top = provision.kind in (Kind.ARTICLE, Kind.ATTACHMENT)
        parent = None if is_top else sections.get(provision.parent or "")
        (body if parent is None else parent).append(section)
    page = E.html(
        E.head(E.meta(charset="utf-8"), E.title(act.title), E.style(_STYLE)),
        body,
        lang=act.language,
    )
    text = etree.tostring(page, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")
    return bytes(text) + b"\n"


def _section(act: Act, provision: Provision) -> etree._Element:
    """Return a provision with its number, heading, own text and notes."""
    section = E.section(id=provision.eid)
    number = printed_number(act, provision)
    if provision.heading:
        section.append(E.h3(f"{number} {provision.heading}".strip()))
        number = ""
    for line in provision.text.split("\n"):
        if line or number:
            section.append(E.p(f"{number} {line}".strip()))
            number = ""
    for note in provision.notes:
        section.append(E.p(note, {"class": "note"}))
    return section


def write_json_lines(act: Act) -> bytes:
    """Return the act as lines of JSON in UTF-8: its facts, then each provision."""
    return "".join(f"{line}\n" for line in _lines(act)).encode()


def _lines(act: Act) -> Iterator[str]:
    facts: dict[str, object] = {name: getattr(act, name) for name in _FACTS}
    facts["chapters"] = [
        {"eid": chapter.eid, "number": chapter.number, "title": chapter.title}
        for chapter in act.chapters
    ]
    yield json.dumps(facts, ensure_ascii=False)
    for provision in act.provisions:
        fields = asdict(provision)
        for name in ("lines", "page", "repairs", "errata"):
            del fields[name]
        yield json.dumps({**fields, "sha256": provision.sha256}, ensure_ascii=False)
