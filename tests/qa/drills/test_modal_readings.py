"""Norms of which only one reading is sensible or fits the frame have no card; one gap is shown."""

import pytest

from qa.drills.card import CardKind
from qa.drills.card_source import CardSource
from qa.drills.deck import Deck
from qa.drills.deeds import find_deeds
from tests.helpers.decks import act_of, cards

pytestmark = pytest.mark.slow

HEAD = {"kk": "1-бап. Нормалар\n", "ru": "Статья 1. Нормы\n", "en": "Article 1\n"}


def sorts_of(language: str, *sentences: str) -> list[str]:
    """Return the sorts of the modal cards of an act of ``sentences``."""
    text = HEAD[language] + "".join(f"{n}. {each}\n" for n, each in enumerate(sentences, 1))
    return [spec.sort for spec in Deck(act_of(text, language)).by_kind[CardKind.MODAL]]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Қызметкер көлік құралының жанына кідірмей келуге міндетті."),
        ("kk", "Қызметкер қоймадағы заттарды дер кезінде санауға міндетті."),
        ("kk", "Қызметкер ауысым басталғанға дейін құлыптарды санауға міндетті."),
        ("kk", "Қоймаға жауапты лауазымды адам құлыптарды санауға міндетті."),
        ("kk", "Қызметкер арыз берушінің талабы бойынша журналды ашуға міндетті."),
        ("kk", "Қызметкер қойманы жинау кезінде қауіпсіз құралдарды пайдалануға міндетті."),
        ("kk", "Қызметкер аса қажеттілік жағдайын қоспағанда, қақпаны жабуға міндетті."),
        ("ru", "Нотариус обязан своевременно пронумеровать листы реестровой книги палаты."),
        ("ru", "Нотариус до прекращения деятельности обязан сдать печать в палату."),
        ("ru", "Служащий обязан последовательно осмотреть кабину, кузов и прицеп машины."),
        ("ru", "Лица, ответственные за склад, обязаны пересчитать ящики на полках."),
        ("ru", "Служащий обязан применять на складе безопасные средства и способы."),
        ("ru", "Служащий, кроме случаев крайней необходимости, обязан запирать склад."),
        ("ru", "Служащий обязан вежливо отвечать на письма из-за границы."),
        ("en", "The notary is obliged to number the sheets without delay."),
        ("en", "The officer is obliged to choose safe ways to the store at night."),
    ],
)
def test_deadline_sequence_responsibility_or_manner_tells_a_duty(
    language: str, sentence: str
) -> None:
    assert sorts_of(language, sentence) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Комиссия арызды қарау нәтижелері бойынша оны қанағаттандырусыз қалдыруға құқылы."),
        ("kk", "Арнайы уәкілетті адамдар нотариаттық әрекеттерді жасауға құқылы."),
        ("kk", "Қызметкер қажет болған кезде қойманың қақпасын жабуға құқылы."),
        (
            "ru",
            "В случаях и пределах, установленных законом, отдельные действия вправе совершать "
            "специально уполномоченные должностные лица.",
        ),
        ("ru", "Комиссия по результатам рассмотрения жалобы вправе оставить решение в силе."),
        ("ru", "Служащий при необходимости вправе закрыть ворота склада на ночь."),
    ],
)
def test_outcome_or_authority_tells_a_right(language: str, sentence: str) -> None:
    assert sorts_of(language, sentence) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Қызметкер қойманың қақпасын түнде ашпауға міндетті."),
        ("kk", "Қызметкер қойманың қақпасын түнде ашпауға тиіс."),
        ("kk", "Қызметкер жиналыстағы дауыс беруде қалыс қалуға құқылы емес."),
        ("ru", "Служащий обязан не открывать ворота склада ночью."),
        ("ru", "Служащий должен воздерживаться от осмотра ворот склада ночью."),
        ("ru", "Служащий не вправе воздержаться при голосовании на собрании."),
        ("en", "The officer must refrain from opening the gates of the store."),
        ("en", "The officer must not abstain from the vote on the gates."),
    ],
)
def test_duty_to_refrain_is_a_prohibition_as_well(language: str, sentence: str) -> None:
    assert sorts_of(language, sentence) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "ru",
            "Служащий вправе остановить работы на складе, которые ведутся без проекта и могут "
            "привести к порче почвы.",
        ),
        ("ru", "Служащий вправе осмотреть склад и вправе открыть ворота ночью."),
        ("ru", "Постановления палаты не должны противоречить законам."),
        ("ru", "Условия договора склада должны предусматривать возврат сумм."),
        (
            "en",
            "The officer may stop works in the store that are done by night and may lead to fire.",
        ),
    ],
)
def test_possibility_or_thing_beside_the_norm_leaves_no_card(language: str, sentence: str) -> None:
    assert sorts_of(language, sentence) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Қызметкер тиісті даярлықтан өткеннен кейін қару алып жүруге құқылы."),
        (
            "kk",
            "Қызметкер иесіне шығыстарын өтей отырып, көліктің кез келген түрін айдауға құқылы.",
        ),
        ("kk", "Егер заңда өзгеше көзделмесе, азаматтар учаскеде қойма тұрғызуға құқылы."),
        ("kk", "Азаматтар тараптардың келісімімен қойманың қақпасын көшіруге құқылы."),
        ("kk", "Қызметкер өзі қаласа, қойманың қақпасын түнде бояуға құқылы."),
        ("ru", "Служащий, прошедший специальную подготовку, вправе носить оружие склада."),
        ("ru", "Служащий вправе использовать любой транспорт с возмещением расходов владельцу."),
        ("ru", "Граждане, если иное не установлено законом, вправе возводить на участке склад."),
        ("ru", "Граждане вправе перенести ворота склада по соглашению сторон."),
        ("ru", "Граждане вправе перекрасить ворота склада по своему желанию."),
        ("ru", "Граждане вправе осуществлять принадлежащее им право на склад."),
        ("en", "The officer may carry a firearm after due training."),
        ("en", "The officer may drive any vehicle and shall compensate its holder."),
        ("en", "The officer may move the gates of the store by agreement of the parties."),
        ("en", "The officer may paint the gates of the store at his own request."),
    ],
)
def test_condition_or_compensation_tells_a_right(language: str, sentence: str) -> None:
    assert sorts_of(language, sentence) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Қызметкерге қойманың қақпасын түнде ашуға тыйым салынады."),
        ("kk", "Кабинасы оң жақта орналасқан көлікті басқару органдарын тіркеуге тыйым салынады."),
        ("kk", "Қызметкерге қойманың қақпасын түнде ашуға рұқсат етіледі."),
        ("ru", "Служащему запрещается открывать ворота склада ночью."),
        ("ru", "На складах органов служащих запрещается открывать ворота ночью."),
        ("en", "The notary is prohibited to open the gates of the store at night."),
    ],
)
def test_case_of_the_bearer_tells_what_only_goes_without_one(language: str, sentence: str) -> None:
    assert sorts_of(language, sentence) == []


def test_norms_that_two_readings_fit_have_cards() -> None:
    kazakh = "Қызметкер қойманың қақпасын түнде ашуға"
    assert sorts_of("kk", f"{kazakh} құқылы.") == ["right"]
    assert sorts_of("kk", f"{kazakh} міндетті.") == ["duty"]
    assert sorts_of("ru", "Служащий не вправе открывать ворота склада ночью.") == ["prohibition"]
    assert sorts_of("ru", "Служащий обязан открывать ворота склада ночью.") == ["duty"]


NOUNS = """Статья 1. Владельцы
Владельцы имеют право:
1) собственности на посевы и посадки, возведенные на участке;
2) огораживать участок каменной стеной без проекта.
"""


def test_noun_that_only_a_right_governs_has_no_card() -> None:
    specs = Deck(act_of(NOUNS, "ru")).by_kind[CardKind.MODAL]
    assert [spec.eid for spec in specs] == ["art_1__point_2"]


def test_card_of_the_law_has_one_gap_and_no_line_of_a_gap_alone() -> None:
    for card in cards(CardKind.MODAL):
        lines = card.spec.lines
        assert sum(span is None for line in lines for span in line) == 1
        assert all(any(span is not None for span in line) for line in lines)
        # Modal words end the sentence in Kazakh: after the gap is a sign at most.
        after = lines[-1][lines[-1].index(None) + 1 :]
        assert not any(character.isalnum() for s in after if s for character in s.text)


HEADINGS = """1-бап. Тұтынушылар
1. Тұтынушылардың міндеттері Тұтынушылар:
1) қойманың қақпасын түнде жабуға;
2) қоймадағы сөрелерді екі рет санауға міндетті.
2. Тұтынушылардың мыналарға:
1) қойманың терезесін күндіз ашуға;
2) қоймадағы арбаны кезекпен айдауға құқылы.
3. Тұтынушылар:
1) қойманың шатырын жазда сырлауға;
2) қоймадағы шамды кешке жағуға құқылы.
"""


def test_heading_in_the_text_or_the_genitive_tells_the_kind() -> None:
    specs = Deck(act_of(HEADINGS)).by_kind[CardKind.MODAL]
    assert {spec.eid.rpartition("__")[0] for spec in specs} == {"art_1__para_3"}


DETENTION = {
    "kk": """1-бап. Орган
Орган:
1) шекара аймағына кірген адамдарды қайықпен ұстауға;
2) шекарадағы бекеттерді ауыстырып орналастыруға құқылы.
2-бап. Қызметкер
Қызметкер жазда да, қыста да жабық қоймаға кірген адамдарды бастықтың бұйрығымен ұстауға міндетті.
""",
    "ru": """Статья 1. Орган
Орган вправе:
1) сопровождать колонны у границы на служебном катере;
2) переставлять заграждения на дорогах приграничья.
Статья 2. Служащий
Служащий обязан по распоряжению начальника сопровождать грузовые колонны через мост.
""",
    "en": """Article 1
The body may:
1) escort convoys near the frontier in a launch of its own;
2) move the barriers on the roads of the borderland.
Article 2
The officer must:
1) escort heavy convoys over the bridge at the order of the chief;
2) count the barges that wait at the quay of the harbour.
""",
}
LEFT_ALONE = {
    "kk": "Тауар тұр:",
    "ru": "Груз стоит:",
    "en": "The goods of the port are in the row at the gate",
}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_deed_that_is_a_right_of_one_and_a_duty_of_another_has_no_card(language: str) -> None:
    # Of a longer act: in a short one every word is common.
    goods = "".join(f"{n}. {LEFT_ALONE[language]} {n}.\n" for n in range(1, 25))
    text = f"{DETENTION[language]}{HEAD[language].replace('1', '3')}{goods}"
    specs = Deck(act_of(text, language)).by_kind[CardKind.MODAL]
    left = {"art_1__point_2", "art_2__point_2"} if language == "en" else {"art_1__point_2"}
    assert {spec.eid for spec in specs} == left


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        ("кірген адамдарды ұстауға", "аймаққа кірген адамды ұстауға", True),
        # Persons of another sort: the word for them says too little.
        ("қашқан адамдарды ұстауға", "аймаққа кірген адамды ұстауға", False),
        ("хаттамаларды тексеруге және алып қоюға", "хаттаманы қоюға", True),
        ("қаруды бақылауды жүргізуге", "сауданы бақылауды жүргізуге", False),
        ("өтініштер қабылдауға", "азаматтардан өтініш қабылдауға", True),
        ("өтініштер қабылдауға", "өтінішті қайтаруға", False),
    ],
)
def test_deeds_are_alike_by_verb_and_object(one: str, other: str, is_like: bool) -> None:
    persons = "".join(f"{n}. Адам {n}-бөлмеде отырады.\n" for n in range(1, 6))
    source = CardSource(act_of(f"1-бап. Адамдар\n{persons}"))
    (*_, first), (*_, second) = (find_deeds(source, text) for text in (one, other))
    assert first.is_like(second) is is_like
