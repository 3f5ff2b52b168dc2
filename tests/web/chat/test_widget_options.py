"""Options of the widget: reading, attributes, HTML; permission of a site."""

import pytest

from web.chat.widget_options import (
    ACCENT,
    MAX_EXAMPLES,
    MAX_OFFSET,
    Permission,
    SitePermission,
    WidgetOptions,
    site_permission,
)


def test_options_are_read_from_a_form() -> None:
    options = WidgetOptions.read(
        "ru", "left", "dark", "#FFD54F", " 80 ", " Можно?\r\n\r\nА | если? "
    )
    assert options == WidgetOptions("ru", "left", "dark", "#ffd54f", 80, ("Можно?", "А если?"))
    assert dict(options.attributes) == {
        "data-lang": "ru",
        "data-side": "left",
        "data-theme": "dark",
        "data-accent": "#ffd54f",
        "data-offset": "80",
        "data-questions": "Можно?|А если?",
    }


@pytest.mark.parametrize("bad", ["xx", "'><script>", "#12", "-1", "٣"])
def test_what_is_no_option_is_the_default(bad: str) -> None:
    options = WidgetOptions.read(bad, bad, bad, bad, bad, "")
    assert options == WidgetOptions()
    assert options.attributes == ()


def test_options_are_bounded() -> None:
    options = WidgetOptions.read("", "", "", ACCENT, "9999", "\n".join(["ә" * 300] * 9))
    assert options.offset == MAX_OFFSET
    assert options.examples == ("ә" * 200,) * MAX_EXAMPLES


def test_the_snippet_is_html_that_a_site_can_paste() -> None:
    options = WidgetOptions(language="en", examples=('May "they" <enter>?',))
    assert options.snippet("https://law.example/kz", "Ask about the law") == (
        '<script src="https://law.example/kz/widget.js"\n'
        '  data-lang="en"\n'
        '  data-questions="May &quot;they&quot; &lt;enter&gt;?" defer></script>\n'
        '<noscript><a href="https://law.example/kz/">Ask about the law</a></noscript>'
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  ", SitePermission(Permission.UNASKED)),
        (
            "https://www.mvd.example/page?x=1",
            SitePermission(Permission.ALLOWED, "https://www.mvd.example"),
        ),
        ("WWW.mvd.example", SitePermission(Permission.ALLOWED, "https://www.mvd.example")),
        ("http://www.mvd.example", SitePermission(Permission.ABSENT, "http://www.mvd.example")),
        ("localhost:3000", SitePermission(Permission.ABSENT, "https://localhost:3000")),
        ("https://a b", SitePermission(Permission.MALFORMED)),
        ("http://[", SitePermission(Permission.MALFORMED)),
        ("ftp://mvd.example", SitePermission(Permission.MALFORMED)),
        ("https://user@mvd.example", SitePermission(Permission.MALFORMED)),
        ("javascript:alert(1)", SitePermission(Permission.MALFORMED)),
    ],
)
def test_a_site_learns_whether_it_may_show_the_widget(typed: str, expected: SitePermission) -> None:
    assert site_permission(typed, ("https://WWW.mvd.example",)) == expected
