"""Styles of an HTML page, as far as they hide text, strike it out or number lists.

The style sheets inside the page count, in the order of the cascade, and the style attributes; no
other sheet is fetched. Rules for other media than a screen and for widths of a screen do not count.
"""

import re
from collections.abc import Iterator, Mapping

from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree, html

_PROPERTY_NAMES = (
    "display visibility font-size opacity color background background-color list-style "
    "list-style-type text-decoration text-decoration-line vertical-align left top text-indent "
    "margin-left clip clip-path height max-height width max-width overflow"
)
_PROPERTIES = frozenset(_PROPERTY_NAMES.split())
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_SCREEN = re.compile(r"@media\s+(?:(?:only\s+)?(?:all|screen)\s*,?\s*)+$", re.IGNORECASE)
_ZERO = re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|ex|%|cm|mm|in|pc|vw|vh)?$")
# Letters of one pixel or point cannot be read.
_TINY = re.compile(r"(?:[01](?:\.\d*)?|\.\d+)(?:px|pt)$")
_FAR = re.compile(r"-\d{3,}(?:\.\d*)?(?:px|pt|em|rem|vw|%)$")
_CLIPPED = re.compile(
    r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?|inset\(\s*(?:50|100)%"
)
_FOR_READERS_ALOUD = re.compile(r"\b(?:sr-only|visually-hidden|screen-reader-text)\b")
_WHITE = re.compile(r"white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1\s*)?\)")
_MAX_RULES = 20_000

Styles = Mapping[html.HtmlElement, Mapping[str, str]]


def page_styles(root: html.HtmlElement) -> Styles:
    """Return the declared properties of the elements that have any of those that matter here."""
    found: dict[html.HtmlElement, dict[str, tuple[tuple[int, ...], str]]] = {}
    sheets = [sheet.text or "" for sheet in root.iter("style")]
    rules = (rule for sheet in sheets for rule in _rules(_COMMENT.sub(" ", sheet)))
    for order, (selectors, declarations) in enumerate(rules):
        if order > _MAX_RULES:
            break
        properties = _declarations(declarations)
        if properties:
            for weight, node in _select(root, selectors):
                _apply(found.setdefault(node, {}), properties, (*weight, order))
    for node in root.iter():
        style = node.get("style") if isinstance(node.tag, str) else None
        properties = _declarations(style) if style else {}
        if properties:
            _apply(found.setdefault(node, {}), properties, (1 << 20, 0, 0, 0))
    return {
        node: {name: value for name, (_, value) in properties.items()}
        for node, properties in found.items()
    }


def is_hidden(node: html.HtmlElement, styles: Styles) -> bool:
    """Return whether an element is not shown, by attribute or style."""
    if node.get("hidden") is not None or (node.get("aria-hidden") or "").strip().lower() == "true":
        return True
    if node.tag == "dialog" and node.get("open") is None:
        return True
    if _FOR_READERS_ALOUD.search(node.get("class") or ""):
        return True
    style = styles.get(node, {})
    size = style.get("font-size", "")
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or any(pattern.match(size) for pattern in (_ZERO, _TINY))
        or _ZERO.match(style.get("opacity", "1")) is not None
        or _is_out_of_sight(style)
    )


def _is_out_of_sight(style: Mapping[str, str]) -> bool:
    """Return whether an element is clipped to nothing or placed far outside of the page."""
    far = ("left", "top", "text-indent", "margin-left")
    if any(_FAR.match(style.get(name, "")) for name in far):
        return True
    if any(_CLIPPED.match(style.get(name, "")) for name in ("clip", "clip-path")):
        return True
    sizes = ("height", "max-height", "width", "max-width")
    return style.get("overflow") == "hidden" and any(
        pattern.match(style.get(name, "")) for name in sizes for pattern in (_ZERO, _TINY)
    )


def is_struck(node: html.HtmlElement, styles: Styles) -> bool:
    """Return whether the text of an element is struck out."""
    style = styles.get(node, {})
    lines = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    return node.tag in ("s", "strike") or "line-through" in lines


def is_pale(node: html.HtmlElement, styles: Styles) -> bool:
    """Return whether an element has white letters and no background of another colour."""
    colour = styles.get(node, {}).get("color", "") or (node.get("color") or "").lower()
    if not _WHITE.fullmatch(colour):
        return False
    backgrounds = (
        styles.get(one, {}).get(name, "") or one.get("bgcolor") or ""
        for one in (node, *node.iterancestors())
        for name in ("background", "background-color")
    )
    return not any(
        value and not _WHITE.match(value) and value not in ("none", "transparent")
        for value in backgrounds
    )


def list_style(node: html.HtmlElement, styles: Styles) -> str | None:
    """Return the declared kind of the numbers of a list, None without one."""
    style = styles.get(node, {})
    return style.get("list-style-type") or style.get("list-style")


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules of a sheet that hold on any screen."""
    position = 0
    while (opened := sheet.find("{", position)) >= 0:
        prelude = sheet[position:opened].rsplit(";", 1)[-1].strip()
        if prelude.startswith("@"):
            end = _block_end(sheet, opened)
            if _SCREEN.match(prelude):
                yield from _rules(sheet[opened + 1 : end])
        else:
            end = sheet.find("}", opened)
            end = len(sheet) if end < 0 else end
            yield prelude, sheet[opened + 1 : end]
        position = end + 1


def _block_end(sheet: str, opened: int) -> int:
    depth = 0
    for match in re.compile(r"[{}]").finditer(sheet, opened):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(sheet)


def _declarations(text: str) -> dict[str, tuple[bool, str]]:
    """Return the properties that matter, each with its importance and value."""
    properties: dict[str, tuple[bool, str]] = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if colon and name in _PROPERTIES:
            plain, important, _ = value.lower().partition("!important")
            properties[name] = (bool(important), plain.strip())
    return properties


def _select(
    root: html.HtmlElement, selectors: str
) -> Iterator[tuple[tuple[int, int, int], html.HtmlElement]]:
    """Yield the elements that a list of selectors matches, each with the specificity."""
    try:
        parsed = parse(selectors)
    except SelectorError:
        return
    translator = HTMLTranslator()
    for selector in parsed:
        if selector.pseudo_element is not None:
            continue
        try:
            nodes = root.xpath(
                translator.selector_to_xpath(selector, prefix="descendant-or-self::")
            )
        except (SelectorError, etree.XPathError):
            continue
        for node in nodes:
            yield selector.specificity(), node


def _apply(
    target: dict[str, tuple[tuple[int, ...], str]],
    properties: Mapping[str, tuple[bool, str]],
    weight: tuple[int, ...],
) -> None:
    """Set properties unless a declaration of greater weight has set them."""
    for name, (important, value) in properties.items():
        weighted = (int(important), *weight)
        if name not in target or target[name][0] <= weighted:
            target[name] = (weighted, value)
