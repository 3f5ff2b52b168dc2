import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.eid import (
    Step,
    ancestors,
    article_of,
    is_act_id,
    is_eid,
    is_under,
    number_key,
    parent_of,
    parse_eid,
    split_reference,
)
from data.errors import EidError

NUMBERS = st.lists(st.integers(1, 999), min_size=1, max_size=3).map(
    lambda parts: "-".join(map(str, parts))
)
STEPS = st.builds(
    Step,
    st.sampled_from(["sec", "chp", "art", "para", "point", "subpara", "sent", "att"]),
    NUMBERS,
)
EIDS = st.one_of(
    st.lists(STEPS, min_size=1, max_size=5).map(tuple),
    st.lists(STEPS, max_size=2).map(lambda steps: (Step("preamble"), *steps)),
)


def format_eid(steps: tuple[Step, ...]) -> str:
    return "__".join(map(str, steps))


def test_an_eid_is_parsed_into_steps() -> None:
    assert parse_eid("art_27-1__para_2__point_12-1") == (
        Step("art", "27-1"),
        Step("para", "2"),
        Step("point", "12-1"),
    )


@pytest.mark.parametrize(
    "eid",
    [
        "preamble",
        "art_2",
        "art_1__para_1__subpara_2",
        "art_3__para_2__point_15",
        "art_14__point_33",
        "art_4__subpara_2",
        "chp_4",
        "att_1__para_3",
        "sent_7",
        "preamble__subpara_2",
    ],
)
def test_every_documented_form_is_an_eid(eid: str) -> None:
    assert is_eid(eid)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "art_",
        "art_0",
        "art_01",
        "art_1_",
        "art_1__",
        "art 1",
        "бап_1",
        "art_1__preamble",
        "art_١",
    ],
)
def test_other_texts_are_no_eids(text: str) -> None:
    assert not is_eid(text)
    with pytest.raises(EidError, match="is not an eId"):
        parse_eid(text)


@settings(deadline=None)
@given(EIDS)
def test_formatting_then_parsing_returns_the_steps(steps: tuple[Step, ...]) -> None:
    assert parse_eid(format_eid(steps)) == steps


@settings(deadline=None)
@given(EIDS)
def test_eid_is_under_itself_and_its_ancestors(steps: tuple[Step, ...]) -> None:
    eid = format_eid(steps)
    above = list(ancestors(eid))
    assert len(above) == len(steps) - 1
    assert all(is_under(eid, other) for other in [eid, *above])
    assert (above or [eid])[-1] == article_of(eid)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_parsing_any_text_returns_steps_or_raises_eid_error(text: str) -> None:
    try:
        steps = parse_eid(text)
    except EidError:
        return
    assert format_eid(steps) == text


def test_numbers_sort_with_inserted_ones_in_their_place() -> None:
    numbers = ["28", "27-2", "9", "27", "27-1", "10"]
    assert sorted(numbers, key=number_key) == ["9", "10", "27", "27-1", "27-2", "28"]
    assert number_key("12-1") == (12, 1)


def test_number_is_not_matched_as_prefix_of_a_longer_one() -> None:
    assert not is_under("art_16__para_1", "art_1")
    assert not is_under("art_27-1", "art_27")
    assert parent_of("art_16__para_1") == "art_16"
    assert parent_of("art_16") is None


def test_a_reference_may_name_the_act() -> None:
    assert split_reference("kz-internal-affairs:art_2") == ("kz-internal-affairs", "art_2")
    assert split_reference("art_2") == (None, "art_2")
    with pytest.raises(EidError, match="cannot be the id of an act"):
        split_reference("Act One:art_2")


@pytest.mark.parametrize(("text", "good"), [("kz-1", True), ("a", True), ("-a", False)])
def test_act_ids_are_safe_in_a_url(text: str, good: bool) -> None:
    assert is_act_id(text) is good
    assert not is_act_id(text + "/")
    assert not is_act_id(text + "\n")
