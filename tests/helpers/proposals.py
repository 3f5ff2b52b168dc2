"""Parts of the tests of proposals: a small act in each language, and answerers over one act."""

from functools import cache
from pathlib import Path

from data.corpus import Corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from embeddings.encoder import Encoder
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import settings_of
from web.runtime.composition import compose_encoder

KK = """1-бап. Негізгі ұғымдар
Осы Заңда мынадай ұғымдар пайдаланылады:
1) ортақ бақ – тұрғындар бірлесіп күтетін жасыл аумақ;
2) бақшы (бұдан әрі – күтуші) – ортақ бақты күтуге жауапты адам.
2-бап. Бақ кеңесінің құзыреті
Бақ кеңесі:
1) ортақ бақты пайдалану қағидаларын бекітеді;
2) бақшы есебінің нысаны кеңес отырысында бекітіледі.
3-бап. Бақшының құқықтары
Бақшы:
1) тұрғындардан көмек сұрауға;
2) құрал-сайман алуға құқылы.
4-бап. Суару мерзімдері
1. Бақшы көшеттерді екі күн ішінде суаруға міндетті.
2. Түнде суаруға тыйым салынады.
"""
RU = """Статья 1. Основные понятия
В настоящем Законе используются следующие понятия:
1) общий сад – зелёная территория, за которой жители ухаживают вместе;
2) садовник (далее – смотритель) – лицо, которое отвечает за общий сад.
Статья 2. Компетенция совета сада
Совет сада:
1) утверждает правила пользования общим садом;
2) утверждается общим собранием жителей на один год.
Статья 3. Обязанности садовника
Садовник обязан:
1) поливать саженцы каждое утро летом;
2) отчитываться перед советом сада.
Статья 4. Полив
1. Саженцы поливают в течение двух дней после посадки.
2. Поливать сад ночью запрещается без согласия совета.
"""
EN = """Article 1. Definitions
In this Law the following terms are used:
1) common garden – a green area that residents look after together;
2) gardener – a person who is responsible for the common garden.
Article 2. Powers of the garden council
The garden council:
1) approves the rules for the use of the common garden;
2) decisions of the residents of the last two years.
Article 3. Rights of the gardener
The gardener has the right:
1) to ask residents for help;
2) to receive tools from the council.
Article 4. Watering
1. Saplings are watered within two days after planting.
2. It is prohibited to water the garden at night.
"""
NO_HEADINGS = """Статья 1.
Садовник поливает общий сад каждое утро.
Статья 2.
Жители помогают садовнику по его просьбе.
"""
GARDENS = {"kk": KK, "ru": RU, "en": EN}


def small_act(text: str, language: str, act_id: str = "garden") -> Act:
    """Return an act parsed from ``text``."""
    return parse_text(text, Sidecar(act_id, "Garden", language), f"{act_id}.txt")


def large_act(provisions: int) -> Act:
    """Return an act of articles of ten paragraphs, with so many provisions with a text."""
    lines = []
    for article in range(1, provisions // 10 + 1):
        lines.append(f"Статья {article}. Порядок {article} полива общего сада")
        lines += [
            f"{number}. Садовник обязан полить участок {article}-{number} в течение двух дней."
            for number in range(1, 11)
        ]
    return small_act("\n".join(lines), "ru", "large")


def answerer_of(*acts: Act, encoder: Encoder | None = None) -> Answerer:
    """Return an answerer over ``acts`` without a bank, by default with the tests' encoder."""
    corpus = Corpus(acts)
    encoder = encoder or HashingEncoder()
    return Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))


@cache
def model_encoder(home: Path) -> Encoder:
    """Return the bundled model, which is in ``home``."""
    return compose_encoder(settings_of(home))
