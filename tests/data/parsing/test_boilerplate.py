"""Signatures, labels of forms, certified copies and headings of annexes, which are not quoted."""

from collections.abc import Sequence

import pytest

from data.metadata import Sidecar
from data.model import Act
from data.parsing.boilerplate import is_label, is_signature
from data.parsing.parser import parse_text
from data.validation.verbatim import verify_provisions

ORDER = "1. Бірінші тармақ.\n\n2. Бұйрық ертең қолданысқа енгізіледі.\n\n"


def parse(text: str, language: str = "kk") -> Act:
    act = parse_text(text, Sidecar("sample", "Үлгі", language), "sample.txt")
    assert verify_provisions(act) == ()
    return act


def quoted(act: Act) -> list[str]:
    return [p.eid for p in act.provisions if p.quotable]


@pytest.mark.parametrize(
    "text",
    [
        "Қазақстан РеспубликасыҚаржы министрінің міндетін атқарушы | А. Серіков",
        "Аудан әкімінің м.а. | Б.Ахметов",
        "Қала мәслихатының хатшысы | С. Б. Оспанова\nСессия төрайымы: | Д. Әлиева",
        "Қазақстан Республикасының Премьер-министрі",
        "Бас директордың орынбасары, заң департаментінің директоры Қ. Сейітова",
        "исполняющий обязанности руководителя | И. Петров",
        "исполняющий обязанности руководителя И. Петров",
        "Заместитель председателя комитета И. Петров",
        "Қазақстан РеспубликасыПрезидентінің кеңесшісі | А. Серіков",
        "Облыс прокуратурасының басшысы | А. Серіков",
        "Вице-министр | И. Петров",
        "Аудан әкімінің м.а. Б. Ахметов",
        "Аудан әкімінің м. а. Ахметов Б.",
        "Қазақстан Республикасы Қаржы министрінің м.а. Б. Ахметов",
        "Министрдің міндетін атқарушы Б. Ахметов",
        "Қазақстан Республикасы Ауыл шаруашылығы министрі Б. Ахметов",
        "Қазақстан Республикасының |\nПрезиденті | Қ. ТОҚАЕВ",
        "Қазақстан Республикасы |\nАуыл шаруашылығы министрі |\n| Б. Ахметов",
        "Республики Казахстан | Н. НАЗАРБАЕВ",
    ],
)
def test_office_with_a_name_is_a_signature(text: str) -> None:
    assert is_signature(text)
    act = parse(f"{ORDER}{text}\n")
    assert quoted(act) == ["para_1", "para_2"]
    assert text.partition("\n")[0].replace("\t", " ") in " ".join(act.provisions[-1].notes)


@pytest.mark.parametrize(
    "text",
    [
        "Бақылау министрдің орынбасары А. Серіковке жүктелсін.",
        "Шот 12 | А. Серіков",
        "Бірінші мүше | А. Серіков",
        "Төраға | А. Серіков\nХатшы | Б. Оспан\nБасшы | Д. Әли\nӘкім | Ж. Қали",
        "Министр; орынбасары А. Серіков",
        "Қазақстан Республикасы Қаржы министрі осы бұйрықты жариялайды",
        "Бақтың күтімі әкімнің міндетін атқарушы тұлғаға жүктеледі",
        "| Қазақстан Республикасы\n| Президенті мен Үкіметі",
        "Бірінші мүше - тыл және қоршаған ортаны қорғау бөлімі бастығының міндетін атқарушы",
        "Сыйлық облыс әкімінің м.а.\nА. Серіковке беріледі\nтабыс етіледі",
    ],
)
def test_sentence_row_without_office_and_list_of_members_are_no_signature(text: str) -> None:
    assert not is_signature(text)


@pytest.mark.parametrize(
    "text",
    [
        "Премия имени первого Президента Н. Назарбаева",
        "Стипендия имени Президента Н. Назарбаева",
        "Таким лицам выдается медаль имени А. Кунанбаева",
        "Тұңғыш президент атындағы сыйлық Н. Назарбаев",
    ],
)
def test_norm_that_ends_with_a_name_is_no_signature(text: str) -> None:
    assert not is_signature(text)
    after = "Премия вручается ежегодно.\n\nПорядок определяет Правительство.\n"
    act = parse(f"{ORDER}{text}\n\n{after}")
    assert quoted(act)[2:] == [f"para_2__subpara_{n}" for n in (2, 3, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "Нысан",
        "| № 12 нысан",
        "3-нысан",
        "Форма № 4",
        '"КЕЛІСІЛДІ"',
        "СОГЛАСОВАНО:",
        "Осы мәтіннің түпнұсқа көшірмесі екенін куәландырамын.",
        "Орыс тіліндегі түпнұсқа мәтінге сәйкес мемлекеттік тілге аударылды",
    ],
)
def test_label_of_a_form_or_copy_is_a_note(text: str) -> None:
    assert is_label(text)
    act = parse(f"{ORDER}{text}\n")
    assert quoted(act) == ["para_1", "para_2"]


@pytest.mark.parametrize(
    "text",
    [
        "Нысан толтырылады.",
        "Форма отчета утверждается.",
        "Нотариус көшірменің дәлдігін куәландырады.",
        "Құжат мемлекеттік тілге аударылады.",
    ],
)
def test_norm_on_a_form_or_copy_is_no_label(text: str) -> None:
    assert not is_label(text)
    assert quoted(parse(f"{ORDER}{text}\n"))[-1] == "para_2__subpara_2"


@pytest.mark.parametrize(
    ("language", "above", "heading"),
    [
        ("ru", "Статья 5.", "Форма"),
        ("kk", "5-бап.", "Нысан"),
        ("ru", "Статья 5.", "Форма № 4"),
    ],
)
def test_label_below_the_number_of_an_article_is_its_heading(
    language: str, above: str, heading: str
) -> None:
    act = parse(f"{above}\n{heading}\n1. Бірінші тармақ.\n2. Екінші тармақ.\n", language)
    article = act.by_eid["art_5"]
    assert (article.heading, article.notes) == (heading, ())


def test_label_below_the_number_of_a_chapter_is_its_title() -> None:
    act = parse("1-тарау.\nНысан\n1-бап. Мерзім\nМәтін.\n2-бап. Орын\nМәтін.\n")
    assert [chapter.title for chapter in act.chapters] == ["Нысан"]


def test_annex_with_a_dash_before_its_word_is_an_attachment() -> None:
    act = parse(
        f"{ORDER}Хатшы | А. Серіков\n\n| Аудан мәслихатының\n№ 5 шешіміне 2 – қосымша\n\n"
        "Ауылдық округтің бюджеті\n\nАтауы | Сомасы\nКірістер | 12\n"
    )
    assert quoted(act) == ["para_1", "para_2", "att_1__subpara_2"]


@pytest.mark.parametrize("gap", ["\n", "\n\n", " |\n"])
@pytest.mark.parametrize(
    "rows",
    [
        ("Президент", "Республики Казахстан", "Н. НАЗАРБАЕВ"),
        ("Қазақстан Республикасының", "Президенті", "Қ. ТОҚАЕВ"),
        ("Қазақстан Республикасы Қаржы", "министрінің м.а.", "Б. Ахметов"),
    ],
)
def test_signature_over_several_lines_or_rows_is_not_quoted(rows: Sequence[str], gap: str) -> None:
    assert quoted(parse(f"{ORDER}{gap.join(rows)}\n")) == ["para_1", "para_2"]
