"""Acts as a legal database shows them: lines broken at links, notes, contents and references."""

import random

import pytest

from data.errors import SourceError
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.passages import split_passages
from data.validation.check import check_act
from data.validation.verbatim import verify_quotes

BROKEN = {
    "kk": """1-бап. Тіркеу

      1. Гүлзар иесі осы Заңның 12-бабы бірінші бөлігінің␠
2)
,␠
3)
 және␠
7)
 тармақтары немесе␠
13-бабы
 негізінде тіркеледі.

      1) тіркеу туралы өтініш;

2) алып тасталды – ҚР 03.07.2020␠
№ 357-VI
 Заңымен (алғашқы ресми жарияланған күнінен кейін қолданысқа енгізіледі);

      3) бақ иесі мен жер␠

      пайдаланушының келісімі.

      Ескерту. 1-бапқа өзгеріс енгізілді – ҚР 30.12.2024␠
№ 148-VIII
 (алғашқы ресми жарияланған күнінен кейін қолданысқа␠
енгізіледі
) Заңымен.
""",
    "ru": """Статья 1. Регистрация

      1. Владелец сада регистрируется на основании пунктов␠
2)
,␠
3)
 и␠
7)
 части первой␠
статьи 12
 или␠
статьи 13
 настоящего Закона.

      1) заявление о регистрации;

2) исключен Законом РК от 03.07.2020␠
№ 357-VI
 (вводится в действие со дня его первого официального опубликования);

      3) согласие владельца сада и␠

      землепользователя.

      Сноска. Статья 1 с изменением, внесенным Законом РК от 30.12.2024␠
№ 148-VIII
 (вводится в действие со дня его первого официального опубликования).
""",
    "en": """Article 1. Registration

      1. The owner of a garden shall be registered on the grounds of subparagraphs␠
2)
,␠
3)
 and␠
7)
 of paragraph 1 of␠
Article 12
 or␠
Article 13
 of this Law.

      1) an application for registration;

2) is excluded by the Law dated 03.07.2020␠
№ 357-VI
 (shall be enforced from the day of its first official publication);

      3) the consent of the owner and␠

      the user of the land.

      Footnote. Article 1 as amended by the Law of the Republic dated 30.12.2024␠
№ 148-VIII
 (shall be enforced from the day of its first official publication).
""",
}
NOTES = {
    "kk": """5-бап. Құзырет

1. Орган тізілім жүргізеді:

ЗҚАИ-ның ескертпесі!

1), 2) тармақшалармен толықтыру көзделген – ҚР 09.01.2026 № 256-VIII Заңымен.

1) бірінші;

РҚАО-ның ескертпесі!

2) тармақша жаңа редакцияда көзделген - ҚР 04.07.2014 № 233-V Заңымен.

2) екінші.

3) үшінші.
""",
    "ru": """Статья 5. Компетенция

1. Орган ведет реестр:

Примечание ИЗПИ!

Пункт 1 предусматривается дополнить подпунктом 4) в соответствии с Законом РК от 09.01.2026 № 2

(вводится в действие с 01.01.2027).

1) первый;

Примечание РЦПИ!

Подпункт 2) предусмотрен в редакции Закона РК от 04.07.2014 № 233-V.

2) второй.

В подпункт 3) предусматривается изменение Законом РК от 09.01.2026 № 256-VIII.

3) третий.

Сноска. По всему тексту слова "а" заменены словами "б" Законом РК от 12.01.2007 № 222;

слова "в" заменены словами "г" Законом РК от 28.06.2012 № 24-V.
""",
    "en": """Article 5. Competence

1. The body keeps the register:

Note of the editor!

Subparagraph 1) is amended by the Law of 09.01.2026 No. 256-VIII (in force from 01.01.2027).

1) first;

2) second.

3) third.
""",
}
CONTENTS = {
    "kk": """МАЗМҰНЫ

1-тарау. Жалпы ережелер .......... 2
1-бап. Негізгі ұғымдар .......... 2
2-бап. Бақтар ................... 3

Бақ туралы

1-тарау. Жалпы ережелер

1-бап. Негізгі ұғымдар

Осы Заңда ұғымдар пайдаланылады.

2-бап. Бақтар

1. Бақтар тіркеледі.
""",
    "ru": """ОГЛАВЛЕНИЕ

Глава 1. Общие положения
Статья 1. Основные понятия, используемые в настоящем
Законе .................................. 2
Статья 2. Сады

Глава 1. Общие положения

Статья 1. Основные понятия, используемые в настоящем Законе

В настоящем Законе используются понятия.

Статья 2. Сады

1. Сады регистрируются.
""",
    "en": """Chapter 1. General provisions

Article 1. Terms

Terms are used in this Law.

Article 2. Gardens

1. Gardens shall be registered.

TABLE OF CONTENTS

Chapter 1. General provisions\t1
Article 1. Terms\t1
Article 2. Gardens\t2
""",
}
REFERENCES = {
    "kk": """1-бап. Жалпы

1. Негізі 2-бап.

2. Ерекшеліктерді белгілейді 2-тарау.

2-бап. Бақ

1. Бақ тіркеледі.
""",
    "ru": """Статья 1. Общее

1. Сад регистрируется (см.: Статья 2) в случаях, которые перечисляет Статья 2.

2. Условия устанавливает Глава 2. Иные условия не допускаются.

Статья 2. Сад

1. Сад регистрируется.
""",
    "en": """Article 1. General

1. A garden is registered as provided for by
Article 2.

2. Terms are given in Chapter 3. Other terms are defined elsewhere.

Article 2. Garden

1. A garden is registered.
""",
}


def parsed(text: str, language: str) -> Act:
    """Return the act; "␠" stands for the space that a legal database leaves before a link."""
    text = text.replace("␠", " ")
    return parse_text(text, Sidecar("sample", "Бақ туралы", language), "sample.txt")


def texts(act: Act) -> dict[str, str]:
    return {provision.eid: provision.text for provision in act.provisions}


@pytest.mark.parametrize("language", BROKEN)
def test_paragraphs_go_on_over_lines_that_links_break(language: str) -> None:
    act = parsed(BROKEN[language], language)
    assert list(texts(act)) == [
        "art_1",
        "art_1__para_1",
        "art_1__para_1__point_1",
        "art_1__para_1__point_2",
        "art_1__para_1__point_3",
    ]
    assert "2), 3)" in act.by_eid["art_1__para_1"].text
    assert act.by_eid["art_1__para_1__point_2"].repealed
    (note,) = act.by_eid["art_1"].notes
    assert "№ 148-VIII (" in note
    # The paragraph is the lead-in of its points, and the second point is repealed.
    assert len(split_passages(act)) == 2


@pytest.mark.parametrize("language", NOTES)
def test_notes_of_several_paragraphs_are_no_law(language: str) -> None:
    act = parsed(NOTES[language], language)
    points = [f"art_5__para_1__point_{number}" for number in (1, 2, 3)]
    assert list(texts(act)) == ["art_5", "art_5__para_1", *points]
    assert all(len(act.by_eid[eid].text) < 10 for eid in points)
    assert len(act.by_eid["art_5"].notes) >= 2


@pytest.mark.parametrize("language", CONTENTS)
def test_table_of_contents_is_no_act(language: str) -> None:
    act = parsed(CONTENTS[language], language)
    assert list(texts(act)) == ["art_1", "art_2", "art_2__para_1"]
    assert [chapter.eid for chapter in act.chapters] == ["chp_1"]
    assert act.by_eid["art_1"].text
    assert act.by_eid["art_1"].chapter == "chp_1"


@pytest.mark.parametrize("language", REFERENCES)
def test_references_stay_in_their_sentence(language: str) -> None:
    act = parsed(REFERENCES[language], language)
    assert list(texts(act)) == [
        "art_1",
        "art_1__para_1",
        "art_1__para_2",
        "art_2",
        "art_2__para_1",
    ]
    assert act.chapters == ()
    assert not any(provision.repealed for provision in act.provisions)


def test_list_of_points_of_another_provision_is_no_point() -> None:
    text = (
        "1-бап. Өзгерістер\n\nЗаңда:\n\n2)  тармақша алып тасталсын;\n\n3) және 4) тармақшалар.\n"
    )
    assert list(texts(parsed(text, "kk"))) == ["art_1", "art_1__subpara_2", "art_1__subpara_3"]


@pytest.mark.parametrize("language", BROKEN)
def test_mutated_acts_are_read_or_refused(language: str) -> None:
    source = "".join(texts[language] for texts in (BROKEN, NOTES, CONTENTS, REFERENCES))
    for seed in range(40):
        chance = random.Random(seed)
        text = mutated(source, chance)
        try:
            act = parsed(text, language)
        except SourceError:
            assert not text.strip()
            continue
        assert verify_quotes(act) == ()
        # A cut or shuffled act is never read without a finding.
        assert check_act(act) or len(text) < len(source) / 2


def mutated(text: str, chance: random.Random) -> str:
    """Return the text cut, shuffled, thinned or with signs changed."""
    lines = text.splitlines()
    match chance.randrange(4):
        case 0:
            return text[chance.randrange(len(text)) :]
        case 1:
            chance.shuffle(lines)
        case 2:
            lines = [line for line in lines if chance.random() < 0.7]
        case _:
            signs = "\u200b\n).,1«№ \t|"
            return "".join(c if chance.random() > 0.02 else chance.choice(signs) for c in text)
    return "\n".join(lines)
