"""Norms of which only one reading is sensible or fits the frame have no card; one gap is shown."""

import pytest

from qa.drills.card import CardKind
from qa.drills.deck import Deck
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
        ("ru", "Нотариус обязан своевременно пронумеровать листы реестровой книги палаты."),
        ("ru", "Нотариус до прекращения деятельности обязан сдать печать в палату."),
        ("ru", "Служащий обязан последовательно осмотреть кабину, кузов и прицеп машины."),
        ("ru", "Лица, ответственные за склад, обязаны пересчитать ящики на полках."),
        ("en", "The notary is obliged to number the sheets without delay."),
    ],
)
def test_deadline_sequence_or_responsibility_tells_a_duty(language: str, sentence: str) -> None:
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
