"""Acts in Akoma Ntoso 3.0, the XML of OASIS LegalDocML.

Every provision keeps its eId. Its own words are in ``content``, or in ``intro`` before the
provisions below it. A note on the line of a provision is in ``authorialNote``; a separate one, as
at the end of an article, is in a container of its own.
"""

import re
from collections.abc import Iterable

from lxml import etree

from data.eid import parse_eid
from data.model import Act, Chapter, Kind, Provision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
NOTE_CONTAINER = "note"
_LANGUAGES = {"kk": "kaz", "ru": "rus", "en": "eng"}
_NAMES = {
    Kind.ARTICLE: "article",
    Kind.PARAGRAPH: "paragraph",
    Kind.POINT: "point",
    Kind.PART: "subparagraph",
    Kind.SENTENCE: "alinea",
    Kind.ATTACHMENT: "hcontainer",
    Kind.PREAMBLE: "hcontainer",
}
_CHAPTERS = {"chp": "chapter", "sec": "section"}
_SOURCE = "#source"
_HEADINGS = {
    "kk": {"art": "{}-бап.", "chp": "{}-тарау.", "sec": "{}-бөлім.", "div": "{}-параграф."},
    "ru": {"art": "Статья {}.", "chp": "Глава {}.", "sec": "Раздел {}.", "div": "Параграф {}."},
    "en": {"art": "Article {}.", "chp": "Chapter {}.", "sec": "Part {}.", "div": "Section {}."},
}
_ENCLOSED = re.compile(r"\(\s?[^\W_]{1,4}(?:[.-]\d{1,2})*\s?\)")


def write_akoma_ntoso(act: Act) -> bytes:
    """Return the act as an XML document in UTF-8."""
    root = etree.Element(_tag("akomaNtoso"), nsmap={None: NAMESPACE})
    document = _add(root, "act", name="act")
    _add_metadata(_add(document, "meta"), act)
    title = _add(_add(_add(document, "preface"), "longTitle"), "p")
    if act.kind:
        _add(title, "docType").text = act.kind
    _add(title, "docTitle").text = act.title
    _Body(act, _add(document, "body")).write()
    return bytes(
        etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=False) + b"\n"
    )


class _Body:
    """Writer of the provisions of an act into the body of its document."""

    def __init__(self, act: Act, body: etree._Element) -> None:
        self._act = act
        self._body = body
        self._chapters = {chapter.eid: chapter for chapter in act.chapters}
        self._written: dict[str, etree._Element] = {}
        self._children: dict[str | None, list[Provision]] = {}
        for provision in act.provisions:
            self._children.setdefault(provision.parent, []).append(provision)

    def write(self) -> None:
        """Write chapters and provisions in the order of the act."""
        empty = list(self._act.chapters)
        for provision in self._children.get(None, []):
            while empty and empty[0].lines[0] <= provision.lines[0]:
                self._chapter(empty.pop(0))
            self._provision(self._place(provision, self._body), provision)
        for chapter in empty:
            self._chapter(chapter)

    def _place(self, provision: Provision, default: etree._Element) -> etree._Element:
        chapter = self._chapters.get(provision.chapter or "")
        return default if chapter is None else self._chapter(chapter)

    def _chapter(self, chapter: Chapter) -> etree._Element:
        """Return the element of a chapter, written once, inside the one that it is a part of."""
        if chapter.eid not in self._written:
            above, _, step = chapter.eid.rpartition("__")
            parent = self._written.get(above, self._body)
            element = _add(parent, _CHAPTERS[step.partition("_")[0]], eId=chapter.eid)
            _add(element, "num").text = printed_chapter(self._act, chapter)
            if chapter.title:
                _add(element, "heading").text = chapter.title
            self._written[chapter.eid] = element
        return self._written[chapter.eid]

    def _provision(self, parent: etree._Element, provision: Provision) -> None:
        element = _add(parent, _NAMES[provision.kind], eId=provision.eid)
        if provision.kind in (Kind.ATTACHMENT, Kind.PREAMBLE):
            element.set("name", provision.kind.value)
        self._written[provision.eid] = element
        if provision.repealed:
            element.set("status", "removed")
        number = printed_number(self._act, provision)
        if number:
            _add(element, "num").text = number
        if provision.heading:
            _add(element, "heading").text = provision.heading
        children = self._children.get(provision.eid, [])
        is_top = provision.kind in (Kind.ARTICLE, Kind.ATTACHMENT)
        in_article = not is_top and "art_" in provision.eid
        apart = () if in_article else provision.notes
        if provision.text or (in_article and provision.notes):
            words = _add(element, "intro" if children or apart else "content")
            _add_words(words, provision.text, provision.notes if in_article else ())
        if not is_top:
            _add_notes(element, apart)
        for child in children:
            self._provision(self._place(child, element) if is_top else element, child)
        if is_top:
            _add_notes(element, apart)


def _add_notes(parent: etree._Element, notes: Iterable[str]) -> None:
    """Add notes that are not part of the words of a provision."""
    for note in notes:
        content = _add(_add(parent, "hcontainer", name=NOTE_CONTAINER), "content")
        _add(content, "p").text = note


def _add_words(parent: etree._Element, text: str, notes: Iterable[str]) -> None:
    """Add a text as paragraphs, or as a table if it has rows, and its notes."""
    lines = text.split("\n") if text else []
    paragraph = None
    if " | " in text or text.startswith("| "):
        table = _add(parent, "table")
        for line in lines:
            row = _add(table, "tr")
            for cell in line.split("|"):
                _add(_add(row, "td"), "p").text = cell.strip()
    else:
        for line in lines:
            paragraph = _add(parent, "p")
            paragraph.text = line
    for note in notes:
        if paragraph is None:
            paragraph = _add(parent, "p")
        _add(_add(paragraph, "authorialNote"), "p").text = note


def _add_metadata(meta: etree._Element, act: Act) -> None:
    identification = _add(meta, "identification", source=_SOURCE)
    work = f"/akn/kz/act/{act.id}"
    expression = f"{work}/{_LANGUAGES[act.language]}@{act.edition_id}"
    uris = {
        "FRBRWork": work,
        "FRBRExpression": expression,
        "FRBRManifestation": f"{expression}.xml",
    }
    for level, uri in uris.items():
        element = _add(identification, level)
        _add(element, "FRBRthis", value=f"{uri}/!main")
        _add(element, "FRBRuri", value=uri)
        # The date is required, and a source file seldom states one.
        _add(element, "FRBRdate", date="0001-01-01", name="unknown")
        _add(element, "FRBRauthor", href=_SOURCE)
        if level == "FRBRWork":
            _add(element, "FRBRcountry", value="kz")
        if level == "FRBRExpression":
            _add(element, "FRBRlanguage", language=_LANGUAGES[act.language])
    references = _add(meta, "references", source=_SOURCE)
    _add(references, "TLCOrganization", eId="source", href="/ontology/source", showAs=act.source)


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _tag(tag), attributes)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def printed_number(act: Act, provision: Provision) -> str:
    """Return the number of a provision with its marker, "" for one without a number."""
    number = provision.number or ""
    if provision.kind is Kind.ARTICLE:
        return _HEADINGS[act.language]["art"].format(number)
    if provision.kind not in (Kind.PARAGRAPH, Kind.POINT):
        return ""
    line = act.source_lines[provision.lines[0] - 1] if act.source_lines else ""
    for match in _ENCLOSED.finditer(line):
        if match[0].strip("() ").lower() == number.lower():
            return f"({number})"
    return f"{number}." if provision.kind is Kind.PARAGRAPH else f"{number})"


def printed_chapter(act: Act, chapter: Chapter) -> str:
    """Return the number of a chapter, section or division with its word."""
    steps = parse_eid(chapter.eid)
    is_below = len(steps) > 1 and steps[-1].kind == "sec" and steps[-2].kind != "att"
    kind = "div" if is_below else steps[-1].kind
    return _HEADINGS[act.language][kind].format(chapter.number)
