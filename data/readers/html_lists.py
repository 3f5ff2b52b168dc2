"""Numbers of the ordered lists of an HTML page, as a browser prints them."""

import re
from dataclasses import dataclass
from string import ascii_lowercase

from lxml import html

from data.numbering import roman
from data.readers.html_styles import Styles, is_hidden, list_style

_FORMS = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_KNOWN = re.compile(
    r"decimal-leading-zero|decimal|(?:lower|upper)-(?:alpha|latin|roman|russian|cyrillic)|none"
    r"|disc|circle|square"
)
_MAX_LETTERS = 99
_MAX_NUMBER = 10**6


@dataclass(slots=True)
class ListNumbers:
    """Counter of one list: the next number, the step, the form and the sign after a number."""

    next: int
    step: int
    form: str
    sign: str

    def number(self, item: html.HtmlElement) -> str:
        """Return the printed number of the next item, "" without one."""
        value = _integer(item.get("value"))
        current = self.next if value is None else value
        self.next = current + self.step
        form = _FORMS.get(item.get("type") or "", self.form)
        return "" if form == "none" else f"{_format(current, form)}{self.sign}"


def list_numbers(node: html.HtmlElement, styles: Styles) -> ListNumbers:
    """Return the counter of an ordered list."""
    items = [item for item in node if item.tag == "li" and not is_hidden(item, styles)]
    is_reversed = node.get("reversed") is not None
    start = _integer(node.get("start"))
    if start is None:
        start = len(items) if is_reversed else 1
    form = _FORMS.get((node.get("type") or "").strip(), "decimal")
    declared = _KNOWN.search(list_style(node, styles) or "")
    if declared:
        form = declared[0] if declared[0] not in ("disc", "circle", "square") else "none"
    depth = sum(one.tag == "ol" for one in node.iterancestors())
    # Points under a paragraph have a parenthesis in statutes.
    sign = "." if form.startswith(("decimal", "upper-roman")) and not depth else ")"
    return ListNumbers(start, -1 if is_reversed else 1, form, sign)


def has_number(text: str, number: str) -> bool:
    """Return whether a text begins with the number of its list already."""
    core = re.escape(number.rstrip(".)"))
    return re.match(rf"\(?{core}\s?[.)]", text, re.IGNORECASE) is not None


def _integer(text: str | None) -> int | None:
    match = re.match(r"\s*([+-]?\d{1,7})", text or "")
    value = int(match[1]) if match else None
    return value if value is None or abs(value) <= _MAX_NUMBER else None


def _format(value: int, form: str) -> str:
    if form == "decimal-leading-zero":
        return f"{value:02}"
    if form.startswith("decimal") or not 0 < value <= _MAX_LETTERS:
        return str(value)
    if form.endswith("roman"):
        printed = roman(value).lower()
    else:
        alphabet = _RUSSIAN if form.endswith(("russian", "cyrillic")) else ascii_lowercase
        printed = ""
        while value:
            value, place = divmod(value - 1, len(alphabet))
            printed = alphabet[place] + printed
    return printed.upper() if form.startswith("upper") else printed.lower()
