"""Reader of HTML files: a line for each block element, a row of cells for each table row.

Scripts, styles, forms and navigation are skipped; nothing is executed or fetched.
"""

import re
from collections.abc import Iterable, Iterator

from lxml import etree, html

from data.errors import SourceError

CELLS = "\t|\t"
_SKIPPED_TAGS = (
    "head script style noscript template iframe object embed svg math nav footer form button "
    "select option textarea input title"
)
_BLOCK_TAGS = (
    "address article aside blockquote body br caption center dd div dl dt figure h1 h2 h3 h4 h5 h6 "
    "header hr html li main ol p pre section table tbody tfoot thead tr ul"
)
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_NUMBER = re.compile(r"\d+")
_MAX_DEPTH = 200


def read_html(text: str, name: str) -> str:
    """Return the text of a page. Raises `SourceError` if it is no page or nests too deeply."""
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"The file {name} cannot be read as HTML.") from error
    lines = ("".join(_element_text(root, 0, name)).replace("\xa0", " ")).split("\n")
    return "\n".join(_separate(line.strip(" ") for line in lines)) + "\n"


def _separate(lines: Iterable[str]) -> Iterator[str]:
    """Yield the non-blank lines with a blank line between blocks, none between table rows."""
    before = ""
    for line in lines:
        if not line.strip():
            continue
        if before and not (CELLS in line and CELLS in before):
            yield ""
        yield line
        before = line


def _element_text(node: html.HtmlElement, depth: int, name: str) -> Iterator[str]:
    """Yield the text of an element with line ends around its blocks."""
    if depth > _MAX_DEPTH:
        raise SourceError(f"The file {name} has elements nested too deeply.")
    tag = node.tag if isinstance(node.tag, str) else ""
    if tag in _SKIPPED or not tag or node.get("hidden") is not None:
        return
    block = tag in _BLOCKS
    if block:
        yield "\n"
    if tag == "tr":
        yield CELLS.join(_cell(cell, depth, name) for cell in node if cell.tag in ("td", "th"))
    else:
        if tag == "sup" and _is_inserted_number(node):
            yield "-"
        yield from _content_text(node, depth, name)
    if block:
        yield "\n"


def _content_text(node: html.HtmlElement, depth: int, name: str) -> Iterator[str]:
    yield _words(node.text)
    for child in node:
        yield from _element_text(child, depth + 1, name)
        yield _words(child.tail)


def _cell(node: html.HtmlElement, depth: int, name: str) -> str:
    return " ".join("".join(_content_text(node, depth, name)).replace("|", "/").split())


def _is_inserted_number(node: html.HtmlElement) -> bool:
    """Return whether a superscript number continues a number: article 27¹ is article 27-1."""
    before = node.getprevious()
    words = node.getparent().text if before is None else before.tail
    raised = (node.text or "").strip()
    return bool(words and words[-1:].isdigit() and _NUMBER.fullmatch(raised))


def _words(text: str | None) -> str:
    return re.sub(r"[\s\x00-\x08\x0e-\x1f]+", " ", text or "")
