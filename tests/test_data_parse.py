import textwrap
from collections.abc import Callable

import pytest

from data.act import Act, Chapter, Kind, Span
from data.corpus import load_corpus
from data.errors import SourceError
from data.parse import parse_text
from data.sidecar import Sidecar

KAZAKH = Sidecar("sample", "Үлгі", "kk")
RUSSIAN = Sidecar("sample", "Образец", "ru")
ENGLISH = Sidecar("sample", "Sample", "en")


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def test_the_law_has_nine_chapters(law: Act) -> None:
    assert law.chapters == (
        Chapter("chp_1", "1", "Жалпы ережелер", (14, 14)),
        Chapter(
            "chp_2",
            "2",
            "Ішкі істер органдары қызметінің принциптері, өзара іс-қимыл жасау және ынтымақтастық",
            (85, 86),
        ),
        Chapter("chp_3", "3", "Ішкі істер органдарының жүйесі", (225, 225)),
        Chapter(
            "chp_4",
            "4",
            "Үкіметтің және ішкі істер органдарының құзыреті, ішкі істер органдарының құқықтары "
            "мен міндеттері",
            (310, 311),
        ),
        Chapter(
            "chp_5",
            "5",
            "Қызметкерлердің құқықтық жағдайы және ішкі істер органдарында қызмет өткеруі",
            (822, 823),
        ),
        Chapter(
            "chp_6",
            "6",
            "Ішкі істер органдары қызметкерлері, олардың отбасы мүшелерінің әлеуметтік "
            "кепілдіктері",
            (1050, 1051),
        ),
        Chapter(
            "chp_7",
            "7",
            "Ішкі істер органдарын қаржымен және материалдық-техникалық қамтамасыз ету",
            (1067, 1068),
        ),
        Chapter("chp_8", "8", "Ішкі істер органдары қызметкерлерінің жауапкершілігі", (1084, 1084)),
        Chapter("chp_9", "9", "Қорытынды ережелер", (1101, 1101)),
    )


def test_the_law_has_thirty_two_articles_in_their_chapters(law: Act) -> None:
    assert [article.number for article in law.articles] == [str(n) for n in range(1, 33)]
    assert [article.chapter for article in law.articles] == (
        ["chp_1"] * 3
        + ["chp_2"] * 7
        + ["chp_3"] * 2
        + ["chp_4"] * 4
        + ["chp_5"] * 10
        + ["chp_6"]
        + ["chp_7"] * 2
        + ["chp_8"] * 2
        + ["chp_9"]
    )


@pytest.mark.parametrize(
    ("eid", "heading"),
    [
        ("art_1", "Қазақстан Республикасы ішкі істер органдарының құқықтық мәртебесі"),
        ("art_10", "Жергілікті атқарушы органдармен өзара іс-қимыл жасау"),
        ("art_16", "Ішкі істер органдарының өкілеттіктері"),
        (
            "art_24",
            "Күш қолдану, арнайы құралдарды, атыс қаруын және өзге де қаруды қолдану, атыс қаруын "
            "қолданудың ерекше жағдайлары",
        ),
        (
            "art_31",
            "Ішкі істер органдары қызметкерінің әрекеттеріне (әрекетсіздігіне) шағымдану",
        ),
    ],
)
def test_headings_are_whole(law: Act, eid: str, heading: str) -> None:
    assert law.by_eid[eid].heading == heading


@pytest.mark.parametrize(
    ("eid", "kind", "lines", "text"),
    [
        (
            "art_1__para_1__subpara_2",
            Kind.PART,
            (25, 30),
            "Ішкі істер органдарындағы қызмет – Қазақстан Республикасы азаматтарының мемлекеттік "
            "қызметінің Қазақстан мемлекеті мен халқы алдында қызметтік міндеттері мен қызметтік "
            "борышын орындауға байланысты ерекше түрі.",
        ),
        (
            "art_2",
            Kind.ARTICLE,
            (35, 40),
            "Ішкі істер органдары қызметінің құқықтық негізін Қазақстан Республикасының "
            "Конституциясы, «Құқық қорғау қызметі туралы» Қазақстан Республикасының Заңы, осы Заң, "
            "өзге де нормативтік құқықтық актілер, сондай-ақ Қазақстан Республикасы "
            "ратификациялаған халықаралық шарттар құрайды.",
        ),
        ("art_3__para_2__point_3", Kind.POINT, (51, 51), "қылмысқа қарсы күрес;"),
        (
            "art_4",
            Kind.ARTICLE,
            (88, 91),
            "Ішкі істер органдарының қызметі Қазақстан Республикасының мемлекеттік және құқық "
            "қорғау қызметтерінің принциптеріне және ішкі істер органдарының арнайы принциптеріне "
            "сәйкес жүзеге асырылады.",
        ),
        (
            "art_9__para_2",
            Kind.PARAGRAPH,
            (171, 174),
            "Мемлекеттік органдар, ұйымдар, лауазымды адамдар және азаматтар ішкі істер "
            "органдарына олардың өз мақсаттары мен міндеттерін орындауына көмек көрсете алады. "
            "Ішкі істер органдары өз мақсаттары мен міндеттерін орындау үшін ешкімді мәжбүрлеп "
            "ынтымақтастыққа тарта алмайды.",
        ),
        (
            "art_10__para_3",
            Kind.PARAGRAPH,
            (210, 211),
            "Аудандардың, облыстық маңызы бар қалалардың жергілікті атқарушы органдары:",
        ),
        (
            "art_10__para_3__point_2",
            Kind.POINT,
            (215, 218),
            "тиісті әкімшілік-аумақтық бірліктің аумағындағы әкімшілік учаске тұрғындарының "
            "пікірін ескере отырып, учаскелік полиция инспекторларын тағайындау үшін ішкі істер "
            "органдарымен бірлесіп, жергілікті қоғамдастықтың жиналысын (жиынын) ұйымдастырады;",
        ),
        (
            "art_14__point_33",
            Kind.POINT,
            (427, 428),
            "кандидатураны әкімшілік учаске тұрғындарымен жария талқылауды ескере отырып, "
            "учаскелік полиция инспекторларын тағайындау тәртібін айқындайды;",
        ),
        ("art_16__para_1__point_11", Kind.POINT, (607, 607), "жедел-іздестіру қызметін жүргізуге;"),
        (
            "art_16__para_2__point_29",
            Kind.POINT,
            (780, 781),
            "Қазақстан Республикасы ішкі істер органдарының әуе кемелеріне өтеусіз "
            "аэронавигациялық қызмет көрсетілуіне;",
        ),
        (
            "art_16__para_1__subpara_2",
            Kind.PART,
            (648, 649),
            "Ішкі істер органдары Қазақстан Республикасының заңдарында көзделген өзге де "
            "міндеттерді атқарады.",
        ),
        (
            "art_16__para_2__subpara_2",
            Kind.PART,
            (819, 820),
            "Ішкі істер органдарының Қазақстан Республикасының заңдарында көзделген өзге де "
            "құқықтары бар.",
        ),
        (
            "art_24__para_3",
            Kind.PARAGRAPH,
            (1017, 1019),
            "Егер қол сұғушылық жеке тұлғаның немесе қызметкердің өзінің өмірі мен денсаулығына "
            "тікелей қауіпті болса не өзге де ауыр салдарға әкеп соқса, ішкі істер органдары "
            "қызметкерінің атыс қаруын ескертусіз жеңіліске қолдану құқығы бар.",
        ),
        (
            "art_29",
            Kind.ARTICLE,
            (1074, 1082),
            "Әскери-тергеу органдарын қаржымен және материалдық-техникалық қамтамасыз ету Ішкі "
            "істер министрлігіне бөлінген бюджет қаражаты есебінен жүзеге асырылады. Қызметтік "
            "үй-жайлар мен байланыс құралдары орналасқан жері бойынша Қазақстан Республикасы "
            "Қарулы Күштерінің есебінен беріледі.",
        ),
    ],
)
def test_provisions_read_as_the_law_does(
    law: Act, eid: str, kind: Kind, lines: tuple[int, int], text: str
) -> None:
    provision = law.by_eid[eid]
    assert (provision.kind, provision.lines, provision.text) == (kind, lines, text)


def test_the_preamble_stands_before_the_chapters(law: Act) -> None:
    first = law.provisions[0]
    assert (first.eid, first.kind, first.number, first.chapter) == (
        "preamble",
        Kind.PREAMBLE,
        None,
        None,
    )
    assert first.text.startswith("Осы Заң Қазақстан Республикасының ішкі істер органдары мен оның")
    assert first.text.endswith("әлеуметтік қорғау шараларын айқындайды.")


@pytest.mark.parametrize(
    ("holder", "count"),
    [
        ("art_3__para_2", 15),
        ("art_10__para_2", 5),
        ("art_10__para_3", 3),
        ("art_11__para_5", 2),
        ("art_12__para_5", 17),
        ("art_13", 7),
        ("art_14", 38),
        ("art_15", 41),
        ("art_16__para_1", 26),
        ("art_16__para_2", 40),
        ("art_18", 16),
        ("art_19__para_1", 8),
    ],
)
def test_the_lists_of_the_law_have_all_their_points(law: Act, holder: str, count: int) -> None:
    points = [p for p in law.provisions if p.parent == holder and p.kind is Kind.POINT]
    assert [point.number for point in points] == [str(n) for n in range(1, count + 1)]


def test_there_are_no_other_points_in_the_law(law: Act) -> None:
    assert sum(p.kind is Kind.POINT for p in law.provisions) == 218


def test_the_parts_of_the_law(law: Act) -> None:
    assert [p.eid for p in law.provisions if p.kind is Kind.PART] == [
        "art_1__para_1__subpara_2",
        "art_4__subpara_2",
        "art_9__para_2__subpara_2",
        "art_12__para_3__subpara_2",
        "art_12__para_3__subpara_3",
        "art_16__para_1__subpara_2",
        "art_16__para_2__subpara_2",
        "art_17__para_5__subpara_2",
        "art_21__para_3__subpara_2",
    ]


def test_eids_are_unique_and_stand_in_document_order(law: Act) -> None:
    assert len(law.by_eid) == len(law.provisions) == 336
    starts = [provision.lines[0] for provision in law.provisions]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("eid", "lead_in"),
    [
        ("art_14__point_33", Span("art_14", 0, 23, "Ішкі істер министрлігі:")),
        ("art_16__para_2__point_1", Span("art_16__para_2", 0, 21, "Ішкі істер органдары:")),
        (
            "art_10__para_3__point_3",
            Span(
                "art_10__para_3",
                0,
                74,
                "Аудандардың, облыстық маңызы бар қалалардың жергілікті атқарушы органдары:",
            ),
        ),
    ],
)
def test_a_point_has_the_words_its_list_hangs_on(law: Act, eid: str, lead_in: Span) -> None:
    assert law.by_eid[eid].lead_in == lead_in


@pytest.mark.parametrize(
    ("holder", "last", "closing"),
    [
        ("art_3__para_2", 15, "болып табылады"),
        ("art_11__para_5", 2, "аға жедел бастықтар болып табылады"),
        ("art_16__para_1", 26, "міндетті"),
        ("art_16__para_2", 40, "құқылы"),
        ("art_18", 16, "міндетті"),
        ("art_19__para_1", 8, "құқылы"),
    ],
)
def test_a_closing_governs_every_point_of_its_list(
    law: Act, holder: str, last: int, closing: str
) -> None:
    points = [p for p in law.provisions if p.parent == holder and p.kind is Kind.POINT]
    spans = {point.closing for point in points}
    assert len(spans) == 1
    (span,) = spans
    assert span is not None
    assert (span.eid, span.text) == (f"{holder}__point_{last}", closing)
    assert law.by_eid[span.eid].text[span.start : span.end] == closing


def test_the_closing_of_article_16_ends_the_first_sentence_of_its_point(law: Act) -> None:
    text = law.by_eid["art_16__para_1__point_26"].text
    span = law.by_eid["art_16__para_1__point_1"].closing
    assert span is not None
    assert text[: span.end + 1].endswith("ресми кешірім сұрауға міндетті.")
    assert text[span.end + 1 :].startswith(" Ішкі істер органдарының заңсыз әрекеттері")


def test_no_other_provision_has_a_closing_or_lead_in(law: Act) -> None:
    with_closing = {p.parent for p in law.provisions if p.closing}
    assert with_closing == {
        "art_3__para_2",
        "art_11__para_5",
        "art_16__para_1",
        "art_16__para_2",
        "art_18",
        "art_19__para_1",
    }
    assert {p.kind for p in law.provisions if p.lead_in} == {Kind.POINT}
    assert all(p.lead_in for p in law.provisions if p.kind is Kind.POINT)


def test_the_repairs_made_are_kept(law: Act) -> None:
    assert law.by_eid["art_3__para_2__point_10"].repairs == (
        "line 68: look-alike letters",
        "line 68: page break",
        "line 72: letter-spaced",
    )
    assert law.by_eid["art_1__para_2"].repairs == ()


def test_what_the_sidecar_states_is_the_acts(law: Act) -> None:
    assert (law.id, law.title, law.kind, law.edition, law.language, law.source) == (
        "kz-internal-affairs",
        "Қазақстан Республикасының ішкі істер органдары туралы",
        "Қазақстан Республикасының Заңы",
        "жаңа редакция",
        "kk",
        "000_bd92600af3e91630.txt",
    )
    assert len(law.source_lines) == 1120
    assert law.source_lines[23] == "т а б ы л а д ы ."


def eids_and_texts(act: Act) -> list[tuple[str, str]]:
    return [(p.eid, p.heading or p.text) for p in act.provisions]


def test_clean_text_with_blank_lines_and_inserted_numbers() -> None:
    text = """1-тарау. Жалпы ережелер

27-бап. Мерзім

1. Бірінші тармақ.

1-1. Қосылған тармақ:

1) бірінші;

1-1) қосылған;

2) екінші.

Тізімнен кейінгі бөлік.

27-1-бап. Қосылған бап

Бір ғана бөлік.
"""
    act = parse_text(text, KAZAKH, "sample.txt")
    assert eids_and_texts(act) == [
        ("art_27", "Мерзім"),
        ("art_27__para_1", "Бірінші тармақ."),
        ("art_27__para_1-1", "Қосылған тармақ:"),
        ("art_27__para_1-1__point_1", "бірінші;"),
        ("art_27__para_1-1__point_1-1", "қосылған;"),
        ("art_27__para_1-1__point_2", "екінші."),
        ("art_27__para_1-1__subpara_2", "Тізімнен кейінгі бөлік."),
        ("art_27-1", "Қосылған бап"),
    ]
    assert act.by_eid["art_27-1"].text == "Бір ғана бөлік."
    assert {p.chapter for p in act.provisions} == {"chp_1"}


def test_a_part_inside_a_list_belongs_to_its_point() -> None:
    text = "1-бап. Тізім\n\nТүрлері:\n\n1) бірінші.\n\nБұл түсіндірме.\n\n2) екінші.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("art_1", "Тізім"),
        ("art_1__point_1", "бірінші."),
        ("art_1__point_1__subpara_2", "Бұл түсіндірме."),
        ("art_1__point_2", "екінші."),
    ]


def test_a_second_list_hangs_on_the_part_above_it() -> None:
    text = "1-бап. Тізім\n\nА:\n\n1) бірінші;\n\n2) екінші.\n\nБ:\n\n1) үшінші;\n\n2) төртінші.\n"
    act = parse_text(text, KAZAKH, "sample.txt")
    assert [p.eid for p in act.provisions] == [
        "art_1",
        "art_1__point_1",
        "art_1__point_2",
        "art_1__subpara_2",
        "art_1__subpara_2__point_1",
        "art_1__subpara_2__point_2",
    ]
    assert act.by_eid["art_1__subpara_2__point_2"].lead_in == Span("art_1__subpara_2", 0, 2, "Б:")


def test_a_russian_act() -> None:
    text = """Глава 2. Права

Статья 6-2. Права граждан

1. Граждане вправе:

1) обращаться;

2) получать ответ.

Статья 7. Исключена

Исключена Законом РК.
"""
    act = parse_text(text, RUSSIAN, "sample.txt")
    assert act.chapters == (Chapter("chp_2", "2", "Права", (1, 1)),)
    assert eids_and_texts(act) == [
        ("art_6-2", "Права граждан"),
        ("art_6-2__para_1", "Граждане вправе:"),
        ("art_6-2__para_1__point_1", "обращаться;"),
        ("art_6-2__para_1__point_2", "получать ответ."),
        ("art_7", "Исключена"),
    ]
    assert [p.eid for p in act.provisions if p.repealed] == ["art_7"]


def test_an_english_act() -> None:
    text = """Article 1. Scope

1. This act applies:

1) here;

2) there.

Section ends are words.
"""
    assert eids_and_texts(parse_text(text, ENGLISH, "sample.txt")) == [
        ("art_1", "Scope"),
        ("art_1__para_1", "This act applies:"),
        ("art_1__para_1__point_1", "here;"),
        ("art_1__para_1__point_2", "there."),
        ("art_1__para_1__subpara_2", "Section ends are words."),
    ]


def test_an_act_without_articles_has_paragraphs() -> None:
    text = "БҰЙЫРАМЫН:\n\n1. Мыналар бекітілсін:\n\n1) ереже;\n\n2) нысан.\n\n2. Күшіне енеді.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("preamble", "БҰЙЫРАМЫН:"),
        ("para_1", "Мыналар бекітілсін:"),
        ("para_1__point_1", "ереже;"),
        ("para_1__point_2", "нысан."),
        ("para_2", "Күшіне енеді."),
    ]


def test_an_act_without_numbers_has_sentences() -> None:
    text = "Қаулы қабылданды. Ол 1995 ж. № 23 бойынша шықты.\n\nКүшіне енеді.\n"
    act = parse_text(text, KAZAKH, "sample.txt")
    assert eids_and_texts(act) == [
        ("sent_1", "Қаулы қабылданды."),
        ("sent_2", "Ол 1995 ж. № 23 бойынша шықты."),
        ("sent_3", "Күшіне енеді."),
    ]
    assert {p.kind for p in act.provisions} == {Kind.SENTENCE}


def test_a_number_that_does_not_follow_stays_in_the_words() -> None:
    text = "1-бап. Сан\n\n1. Бірінші.\n\n1995. Бұл жыл.\n\n1. Қайталанған.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("art_1", "Сан"),
        ("art_1__para_1", "Бірінші."),
        ("art_1__para_1__subpara_2", "1995. Бұл жыл."),
        ("art_1__para_1__subpara_3", "1. Қайталанған."),
    ]


def test_a_note_of_amendment_is_no_text_of_the_law() -> None:
    text = "1-бап. Мерзім\n\nЕскерту. 1-бап жаңа редакцияда.\n\nМәтін.\n"
    article = parse_text(text, KAZAKH, "sample.txt").by_eid["art_1"]
    assert (article.text, article.notes) == ("Мәтін.", ("Ескерту. 1-бап жаңа редакцияда.",))


def test_the_title_in_a_clean_text_is_no_provision() -> None:
    text = "Үлгі\n\nБұл кіріспе.\n\n1-бап. Мерзім\n\nМәтін.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("preamble", "Бұл кіріспе."),
        ("art_1", "Мерзім"),
    ]


def printed(act: Act, line: Callable[[str], str]) -> str:
    """The act as clean text, each heading and provision printed by ``line``."""
    marks = {Kind.PARAGRAPH: "{}. ", Kind.POINT: "{}) "}
    blocks, chapter = [], None
    for provision in act.provisions:
        if provision.chapter != chapter:
            chapter = provision.chapter
            heading = next(c for c in act.chapters if c.eid == chapter)
            blocks.append(f"{heading.number}-тарау. {heading.title}")
        if provision.kind is Kind.ARTICLE:
            blocks.append(line(f"{provision.number}-бап. {provision.heading}"))
        if provision.text:
            blocks.append(
                line(marks.get(provision.kind, "").format(provision.number) + provision.text)
            )
    return "\n\n".join(blocks)


def indented(text: str) -> str:
    return textwrap.fill(text, 85, initial_indent=" " * 6)


@pytest.mark.parametrize("line", [str, indented])
def test_the_law_as_clean_text_is_read_alike(law: Act, line: Callable[[str], str]) -> None:
    damaged = "art_21__para_3__subpara_2"
    again = parse_text(printed(law, line), KAZAKH, "sample.txt")
    assert [p.eid for p in again.provisions] == [p.eid for p in law.provisions]
    for one, other in zip(law.provisions, again.provisions, strict=True):
        if one.eid != damaged:
            assert (one.text, one.heading, one.lead_in, one.closing, one.chapter) == (
                other.text,
                other.heading,
                other.lead_in,
                other.closing,
                other.chapter,
            )
            assert not {name.partition(": ")[2] for name in other.repairs} - {"blank line"}


def test_a_text_with_nothing_but_a_title_is_refused() -> None:
    with pytest.raises(SourceError, match=r"sample\.txt holds no text"):
        parse_text("\n \n", KAZAKH, "sample.txt")
