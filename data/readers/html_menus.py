"""Parts of an HTML page around the act: menus, link lists, contents, "read also", footers.

A part that holds the heading of an article outside a link is never left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import html

from data.readers.layout import HEADING

_HINTED_TAGS = frozenset({"nav", "aside", "footer", "menu"})
_HINTED_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
_HINT = re.compile(
    r"(?:^|[-_\s])(?:menu|nav|navbar|navigation|breadcrumbs?|crumbs|sidebar|side|aside|footer"
    r"|share|sharing|social|related|recommend(?:ed|ations)?|see-also|read-also|readmore|cookies?"
    r"|pagination|pager|advert(?:isement)?|ads?|banner|widgets?|comments?|subscribe|login|search"
    r"|topbar|toolbar|copyright|tags?|popular|skip-links?)(?:$|[-_\s])",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"(?:читайте\s+(?:также|ещ[её])|смотрите\s+также|см\.\s*также|похожие|по\s+теме|ещ[её]\s+по\s+теме"
    r"|популярн\w+|рекомендуем|последние\s+новости|другие\s+документы|связанные\s+документы"
    r"|(?:тағы|сондай-ақ)\s+(?:да\s+)?(?:оқыңыз|қараңыз)|оқи\s+отырыңыз|ұқсас\s+\w+|осы\s+тақырып\w*"
    r"|read\s+(?:also|more|next)|see\s+also|related\b.*|you\s+may\s+also\s+like|popular\b.*|more\s+on\s+this)"
    r"(?:\s+\w+){0,3}\s*[:.…]?",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"\s*(?:©|\(c\)\s|copyright\b)", re.IGNORECASE)
_CONTAINER_TAGS = (
    "ul ol div section table tbody tr td dl p nav aside menu header footer center span form"
)
_TITLE_TAGS = "h1 h2 h3 h4 h5 h6 p div b strong span dt caption legend"
_CONTAINERS = frozenset(_CONTAINER_TAGS.split())
_TITLES = frozenset(_TITLE_TAGS.split())
_TITLE_LINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "legend"})
# The share of letters in links from which on a part is a list of links.
_LINK_SHARE = 0.9
# Ends of provisions, which a menu does not have.
_PROVISION_END = (";", ".", ":", ",")


@dataclass(slots=True)
class _Part:
    """Measures of a part: letters, those in links and in titles outside links, and counts.

    The counts are of links, of links within the page, of links that end as provisions do, and of
    headings of articles outside links.
    """

    letters: int = 0
    linked: int = 0
    links: int = 0
    inner: int = 0
    ended: int = 0
    headings: int = 0
    titles: int = 0

    def add(self, other: "_Part") -> None:
        self.letters += other.letters
        self.linked += other.linked
        self.links += other.links
        self.inner += other.inner
        self.ended += other.ended
        self.headings += other.headings
        self.titles += other.titles

    @property
    def is_linked(self) -> bool:
        letters = self.letters - self.titles
        return self.links > 0 and self.linked >= _LINK_SHARE * max(1, letters)


def find_menus(root: html.HtmlElement) -> Mapping[html.HtmlElement, str]:
    """Return the outermost elements that are no part of the act, each as "menu" or "contents"."""
    parts = _measure(root)
    whole = parts[root]
    first = _first_heading(root)
    found: dict[html.HtmlElement, str] = {}
    before = first is not None
    inside: set[html.HtmlElement] = set()
    for node in root.iter():
        if node is first:
            before = False
        if not isinstance(node.tag, str) or node in (root,) or node.tag == "body":
            continue
        parent = node.getparent()
        if parent in inside or parent in found:
            inside.add(node)
            continue
        kind = _kind(node, parts[node], whole, before)
        if kind is not None:
            found[node] = kind
    for title in [node for node in root.iter(*_TITLES) if _is_also(node)]:
        for node in _with_links(title, parts, whole):
            found.setdefault(node, "menu")
    return found


def _kind(node: html.HtmlElement, part: _Part, whole: _Part, before: bool) -> str | None:
    """Return the kind of a part that is none of the act, None for the act."""
    if part.letters == 0 or part.headings:
        return None
    if whole.headings and part.inner >= 3 and part.is_linked and part.inner == part.links:
        return "contents"
    is_small = part.letters * 2 < whole.letters
    if _is_hinted(node) and (is_small or part.is_linked):
        return "menu"
    if node.tag == "header" and part.linked * 2 >= part.letters:
        return "menu"
    text = node.text or ""
    if node.tag in ("p", "div", "td", "center", "span", "small") and _COPYRIGHT.match(text):
        return "menu" if is_small else None
    if before and _is_lone_link(node):
        return "menu"
    if node.tag not in _CONTAINERS or not part.is_linked or not whole.headings:
        return None
    if before and node.tag != "span":
        return "menu" if not part.inner else None
    is_menu = part.links > 1 and part.ended * 2 < part.links
    return "menu" if is_menu and node.tag in ("ul", "div", "nav", "td", "table") else None


def _is_lone_link(node: html.HtmlElement) -> bool:
    """Return whether a link to another page is between blocks, not in a sentence."""
    parent, before = node.getparent(), node.getprevious()
    if not _is_link(node) or node.get("href").startswith("#") or parent is None:
        return False
    text = (parent.text if before is None else before.tail) or ""
    return parent.tag in ("body", "div", "td", "center", "form") and not (
        text.strip() or (node.tail or "").strip()
    )


def _measure(root: html.HtmlElement) -> dict[html.HtmlElement, _Part]:
    """Return the measures of every element, with its descendants."""
    parts: dict[html.HtmlElement, _Part] = {}
    linked = {
        node for link in root.iter("a") if link.get("href") is not None for node in link.iter()
    }
    for node in reversed(list(root.iter())):
        part = parts.setdefault(node, _Part())
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "head", "noscript"):
            _add_text(part, node.text, node in linked)
            if node.tag == "a" and node.get("href") is not None and part.letters:
                part.links += 1
                part.inner += (node.get("href") or "").startswith("#")
                part.ended += "".join(node.itertext()).rstrip().endswith(_PROVISION_END)
        else:
            part = parts[node] = _Part()
        if node.tag in _TITLE_LINES and not part.links and not part.headings:
            part.titles = part.letters
        parent = node.getparent()
        if parent is not None:
            above = parts.setdefault(parent, _Part())
            above.add(part)
            _add_text(above, node.tail, parent in linked)
            tail = (node.tail or "").strip()
            if part.links and tail[:1] in _PROVISION_END:
                above.ended += 1
    return parts


def _add_text(part: _Part, text: str | None, is_linked: bool) -> None:
    words = (text or "").strip()
    letters = sum(map(str.isalpha, words))
    part.letters += letters
    if is_linked:
        part.linked += letters
    elif HEADING.match(words):
        part.headings += 1


def _first_heading(root: html.HtmlElement) -> html.HtmlElement | None:
    """Return the first element with the heading of an article outside a link."""
    for node in root.iter():
        is_heading = isinstance(node.tag, str) and HEADING.match((node.text or "").strip())
        if is_heading and not any(_is_link(one) for one in (node, *node.iterancestors())):
            return node
        if HEADING.match((node.tail or "").strip()):
            return node
    return None


def _is_link(node: html.HtmlElement) -> bool:
    return node.tag == "a" and bool(node.get("href"))


def _is_hinted(node: html.HtmlElement) -> bool:
    if node.tag in _HINTED_TAGS or (node.get("role") or "").lower() in _HINTED_ROLES:
        return True
    if node.tag in ("a", "sup", "b", "i", "em", "strong", "font", "li", "tr", "body", "html"):
        return False
    return any(_HINT.search(node.get(name) or "") for name in ("class", "id"))


def _is_also(node: html.HtmlElement) -> bool:
    text = " ".join("".join(node.itertext()).split())
    return len(text) < 60 and _ALSO.fullmatch(text) is not None


def _with_links(
    title: html.HtmlElement, parts: Mapping[html.HtmlElement, _Part], whole: _Part
) -> Iterable[html.HtmlElement]:
    """Return the part that a title such as "Read also" heads."""
    parent = title.getparent()
    if parent is not None and parent.tag not in ("body", "html"):
        part = parts[parent]
        if not part.headings and part.letters * 2 < whole.letters and part.linked:
            return [parent]
    found = [title]
    for sibling in title.itersiblings():
        part = parts[sibling]
        if part.letters and (part.headings or part.linked * 2 < part.letters):
            break
        found.append(sibling)
    return found
