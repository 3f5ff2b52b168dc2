import pytest

from data.corpus import load_corpus
from data.model import Act, Chapter, Kind


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
def test_headings_over_several_lines_are_complete(law: Act, eid: str, heading: str) -> None:
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
def test_provisions_have_the_kind_lines_and_text_of_the_law(
    law: Act, eid: str, kind: Kind, lines: tuple[int, int], text: str
) -> None:
    provision = law.by_eid[eid]
    assert (provision.kind, provision.lines, provision.text) == (kind, lines, text)


def test_preamble_precedes_the_chapters(law: Act) -> None:
    first = law.provisions[0]
    assert (first.eid, first.kind, first.number, first.chapter) == (
        "preamble",
        Kind.PREAMBLE,
        None,
        None,
    )
    assert first.text.startswith("Осы Заң Қазақстан Республикасының ішкі істер органдары мен оның")
    assert first.text.endswith("әлеуметтік қорғау шараларын айқындайды.")


def test_law_has_nine_unnumbered_parts(law: Act) -> None:
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


def test_eids_are_unique_and_in_document_order(law: Act) -> None:
    assert len(law.by_eid) == len(law.provisions) == 336
    starts = [provision.lines[0] for provision in law.provisions]
    assert starts == sorted(starts)


def test_provisions_record_their_repairs(law: Act) -> None:
    assert law.by_eid["art_3__para_2__point_10"].repairs == (
        "line 68: look-alike letters",
        "line 68: page break",
        "line 72: letter-spaced",
    )
    assert law.by_eid["art_1__para_2"].repairs == ()


def test_act_has_the_metadata_of_its_sidecar(law: Act) -> None:
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
