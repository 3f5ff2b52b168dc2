import pytest

from qa.query.answer_kinds import asked_kinds, gives


@pytest.mark.parametrize(
    ("question", "language", "kinds"),
    [
        ("Бұл үшін айыппұл қанша теңге?", "kk", {"money", "amount"}),
        ("Өтінішті неше күнде қарайды?", "kk", {"amount", "time"}),
        ("Пәтерімді жалға беруге бола ма?", "kk", {"permission"}),
        ("Декларация тапсыруым керек пе?", "kk", {"duty"}),
        ("Кім бекітеді?", "kk", {"person"}),
        ("Ол үшін қанша айыппұл төлеймін?", "kk", {"money", "amount"}),
        ("Неше тәулік ұстайды?", "kk", {"amount", "time"}),
        ("Сұрай аламын ба?", "kk", {"permission"}),
        ("Тиісті орган қандай?", "kk", set()),
        ("Штраф сколько болады?", "kk", {"money", "amount"}),
        ("В какой срок рассматривают заявление?", "ru", {"time"}),
        ("Обязан ли я платить?", "ru", {"duty"}),
        ("Должен ли я платить?", "ru", {"duty"}),
        ("Сколько суток держат?", "ru", {"amount", "time"}),
        ("Кто назначает на должность?", "ru", {"person"}),
        ("Можно ли вернуть товар?", "ru", {"permission"}),
        ("Who pays the fine?", "en", {"person", "money"}),
        ("How much is it?", "en", {"amount"}),
        ("права покупателя", "ru", set()),
        ("", "en", set()),
    ],
)
def test_question_asks_for_kinds_of_answer(question: str, language: str, kinds: set[str]) -> None:
    assert asked_kinds(question, language) == kinds


@pytest.mark.parametrize(
    ("kind", "language", "text", "other"),
    [
        ("amount", "kk", "Елу пайызы төленеді.", "Төлем жасалады."),
        ("amount", "ru", "Вносится сто процентов.", "Вносится плата."),
        ("amount", "en", "It pays 50 per cent.", "It pays."),
        ("time", "kk", "Он жұмыс күні ішінде қарайды.", "Өтінішті қарайды."),
        ("time", "ru", "В течение десяти рабочих дней.", "Рассматривает заявление."),
        ("time", "ru", "Двухсот часов; одна неделя.", "Рабочая группа."),
        ("time", "ru", "Четырём месяцам.", "Одни и те же лица."),
        ("time", "ru", "Пятидневный запрет.", "Движение на два дна, семья и день."),
        ("time", "kk", "Он күн ішінде қарайды.", "Ауданның әр күні, район күні."),
        ("time", "en", "Within ten working days.", "It considers the application."),
        ("time", "en", "For the whole term.", "Often days are determined so."),
        ("time", "en", "The lamp is lit at sunset.", "The lamp may be lit."),
        ("time", "ru", "Ночью, с 1 мая и немедленно.", "Мартовский маяк."),
        ("time", "kk", "Дереу, жыл сайын, кешке.", "Кезек күні."),
        ("permission", "kk", "Сатуға тыйым салынады.", "Тауар сатылады."),
        ("permission", "ru", "Гражданин вправе.", "Гражданин живёт."),
        ("permission", "en", "Everyone has the right.", "Everyone lives."),
        ("duty", "kk", "Сатушы қайтаруға міндетті.", "Сатушы қайтарады."),
        ("duty", "ru", "Продавец обязан вернуть.", "Продавец возвращает."),
        ("duty", "kk", "Сатушы қайтаруы тиіс.", "Тиісті сатушы қайтарады."),
        ("duty", "ru", "Продавец должен вернуть.", "Должностное лицо возвращает."),
        ("duty", "en", "The seller shall return it.", "The seller returns it."),
    ],
)
def test_provision_gives_kinds_of_answer(kind: str, language: str, text: str, other: str) -> None:
    assert gives(kind, text, language)
    assert not gives(kind, other, language)


@pytest.mark.parametrize("kind", ["money", "person"])
def test_provisions_are_not_told_by_some_kinds(kind: str) -> None:
    with pytest.raises(KeyError):
        gives(kind, "", "kk")
