"""Text out of an HTML page: a line for each block, a row of cells for each row of a table.

Scripts, styles, forms and what steers the page are no text; nothing of a page is run or fetched.
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from data.errors import SourceError

CELLS = "\t|\t"
_NO_TEXT = (
    "head script style noscript template iframe object embed svg math nav footer form button "
    "select option textarea input title"
)
_BLOCK = (
    "address article aside blockquote body br caption center dd div dl dt figure h1 h2 h3 h4 h5 h6 "
    "header hr html li main ol p pre section table tbody tfoot thead tr ul"
)
_LEFT_OUT = frozenset(_NO_TEXT.split())
_BLOCKS = frozenset(_BLOCK.split())
_RAISED_NUMBER = re.compile(r"\d+")
_DEEPEST = 200


def read_html(text: str, name: str) -> str:
    """The text of a page. Raises `SourceError` where it holds none."""
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"The file {name} cannot be read as HTML.") from error
    lines = ("".join(_flow(root, 0, name)).replace("\xa0", " ")).split("\n")
    kept = [" ".join(line.split(" ")).strip(" ") for line in lines]
    return "\n".join(_spaced(kept)) + "\n"


def _spaced(lines: list[str]) -> Iterator[str]:
    """The lines that hold words, blocks apart from each other, the rows of a table together."""
    before = ""
    for line in lines:
        if not line.strip():
            continue
        if before and not (CELLS in line and CELLS in before):
            yield ""
        yield line
        before = line


def _flow(node: html.HtmlElement, depth: int, name: str) -> Iterator[str]:
    """The words of a node with line ends around its blocks."""
    if depth > _DEEPEST:
        raise SourceError(f"The file {name} has elements nested too deeply.")
    tag = node.tag if isinstance(node.tag, str) else ""
    if tag in _LEFT_OUT or not tag or node.get("hidden") is not None:
        return
    block = tag in _BLOCKS
    if block:
        yield "\n"
    if tag == "tr":
        yield CELLS.join(_cell(cell, depth, name) for cell in node if cell.tag in ("td", "th"))
    else:
        if tag == "sup" and _is_inserted(node):
            yield "-"
        yield _words(node.text)
        for child in node:
            yield from _flow(child, depth + 1, name)
            yield _words(child.tail)
    if block:
        yield "\n"


def _cell(node: html.HtmlElement, depth: int, name: str) -> str:
    words = _words(node.text) + "".join(
        part for child in node for part in (*_flow(child, depth + 1, name), _words(child.tail))
    )
    return " ".join(words.replace("|", "/").split())


def _is_inserted(node: html.HtmlElement) -> bool:
    """Whether a raised number goes on with a number: article 27¹ is article 27-1."""
    before = node.getprevious()
    words = node.getparent().text if before is None else before.tail
    raised = (node.text or "").strip()
    return bool(words and words[-1:].isdigit() and _RAISED_NUMBER.fullmatch(raised))


def _words(text: str | None) -> str:
    return re.sub(r"[\s\x00-\x08\x0e-\x1f]+", " ", text or "")
