"""Dates and times in the form that each language writes."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from web.http.formats import format_day, format_short_day, format_time
from web.http.translations import MESSAGES

DAY = date(2026, 11, 28)
MOMENT = datetime(2026, 11, 28, 9, 5, 59, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("kk", "2026 ж. 28 қараша", "28 қар."),
        ("ru", "28 ноября 2026 г.", "28 нояб."),
        ("en", "28 November 2026", "28 Nov"),
    ],
)
def test_a_date_is_written_as_in_its_language(language: str, full: str, short: str) -> None:
    assert plain(format_day(DAY, language)) == full
    assert plain(format_short_day(DAY, language)) == short
    assert plain(format_time(MOMENT, language)) == f"{full}, 09:05 UTC"
    # A line never ends within a date.
    assert " " not in format_day(DAY, language)


def test_no_russian_sentence_has_a_stop_after_a_date() -> None:
    text = (MESSAGES / "ru.po").read_text("utf-8")
    assert "%(day)s" in text
    assert '%(day)s."' not in text
    assert "%(day)s. " not in text


def test_a_time_of_another_zone_is_shown_in_utc() -> None:
    almaty = datetime(2026, 11, 29, 2, 30, tzinfo=timezone(timedelta(hours=5)))
    assert plain(format_time(almaty, "en")) == "28 November 2026, 21:30 UTC"
    assert plain(format_day(almaty, "en")) == "28 November 2026"
