"""Ten short acts on other subjects than internal affairs, in Kazakh, Russian and English."""

from data.model import Act
from tests.helpers.works import version

_TEXTS = (
    (
        "bees",
        "ru",
        "О пчеловодстве",
        """Статья 1. Пасека

Пасека размещается не ближе ста метров от жилых домов и дорог.

Статья 2. Паспорт пасеки

Пасечник получает ветеринарный паспорт пасеки один раз в пять лет.
""",
    ),
    (
        "bees-kk",
        "kk",
        "Ара шаруашылығы туралы",
        """1-бап. Омарта

Омарта тұрғын үйлер мен жолдардан кемінде жүз метр жерде орналастырылады.

2-бап. Омарта паспорты

Омарташы омартаның ветеринариялық паспортын бес жылда бір рет алады.
""",
    ),
    (
        "library",
        "kk",
        "Кітапханалар туралы",
        """1-бап. Оқырман

Оқырман үйіне бір мезгілде он кітаптан артық алмайды.

2-бап. Мерзім

Кітап отыз күннен кешіктірілмей қайтарылады.
""",
    ),
    (
        "museum",
        "ru",
        "О музеях",
        """Статья 1. Посещение

Школьники посещают музей бесплатно в последнее воскресенье месяца.

Статья 2. Экспонаты

Экспонат выдается другому музею на срок до одного года.
""",
    ),
    (
        "skating",
        "ru",
        "О катках",
        """Статья 1. Лёд

Каток открывается при толщине льда не менее двадцати сантиметров.

Статья 2. Прокат

За прокат коньков плата взимается по часам.
""",
    ),
    (
        "horses",
        "kk",
        "Жылқы шаруашылығы туралы",
        """1-бап. Табын

Жылқы табынында жиырмадан кем емес бие болады.

2-бап. Бәйге

Бәйгеге үш жасқа толған тұлпар қатысады.
""",
    ),
    (
        "lighthouse",
        "en",
        "Lighthouses Act",
        """Article 1. Lamp

The keeper lights the lamp of the lighthouse at sunset.

Article 2. Fog

In fog the keeper sounds the horn every two minutes.
""",
    ),
    (
        "apples",
        "en",
        "Apple Orchards Act",
        """Article 1. Trees

An orchard has no fewer than forty apple trees on a hectare.

Article 2. Harvest

Apples are harvested from the first day of September.
""",
    ),
    (
        "bells",
        "ru",
        "О колоколах",
        """Статья 1. Отливка

Колокол отливают из бронзы с оловом.

Статья 2. Вес

Вес колокола указывается на его юбке.
""",
    ),
    (
        "carpets",
        "kk",
        "Кілем тоқу туралы",
        """1-бап. Жүн

Кілем қойдың таза жүнінен тоқылады.

2-бап. Бояу

Жүнді бояуға өсімдік бояулары қолданылады.
""",
    ),
)
_VERSIONS = {"bees-kk": "bees"}


def ten_acts() -> tuple[Act, ...]:
    """Return the acts; one is in two versions."""
    return tuple(
        version(act_id, language, text, _VERSIONS.get(act_id), title)
        for act_id, language, title, text in _TEXTS
    )
