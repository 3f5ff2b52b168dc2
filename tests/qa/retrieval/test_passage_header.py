from data.model import Act, Kind, Provision, Span
from qa.retrieval.indexing import in_list, lead_in, with_headings

POINT = Provision(
    "art_1__point_2",
    Kind.POINT,
    "2",
    "куәлігін көрсетуге;",
    "art_1",
    None,
    lead_in=Span("art_1", 0, 12, "Қызметкерлер:"),
    closing=Span("art_1__point_3", 10, 18, "міндетті"),
)
PLAIN = Provision(
    "art_2", Kind.ARTICLE, "2", "Заң қолданысқа енеді.", None, None, heading="Тәртібі"
)
ARTICLE = Provision("art_1", Kind.ARTICLE, "1", "Қызметкерлер:", None, None)
ACT = Act("x", "Полиция туралы", "kk", None, None, "t.txt", (), (ARTICLE, POINT, PLAIN))


def test_point_has_its_lead_in_and_closing() -> None:
    assert lead_in(POINT) == "Қызметкерлер:"
    assert in_list(POINT, "куәлігін көрсетуге;") == "Қызметкерлер: куәлігін көрсетуге; міндетті"


def test_provision_outside_a_list_has_no_context() -> None:
    assert lead_in(PLAIN) == ""
    assert in_list(PLAIN, PLAIN.text) == PLAIN.text


def test_existing_titles_precede_the_text() -> None:
    assert (
        with_headings(ACT, PLAIN, PLAIN.text) == "Полиция туралы · Тәртібі · Заң қолданысқа енеді."
    )
    assert (
        with_headings(ACT, POINT, "куәлігін") == "Полиция туралы · Қызметкерлер: куәлігін міндетті"
    )
