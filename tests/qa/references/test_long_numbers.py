"""Articles with numbers of five digits, alone, in lists and in ranges."""

import pytest

from data.corpus import Corpus, load_corpus
from qa.references.act_catalog import read_catalog
from qa.references.lookup import find_referenced_provisions


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("10000-баптың 9-тармағы", ["10000"]),
        ("статья 10001", ["10001"]),
        ("article 12345", ["12345"]),
        ("Кодекстің 10000-бабы", ["10000"]),
        ("Кодекстің 10000-бабында", ["10000"]),
        ("10000-бабында не жазылған", ["10000"]),
        ("10000-б.", ["10000"]),
        ("ст. 10000", ["10000"]),
        ("ст.10000", ["10000"]),
        ("что предусмотрено статьей 10000", ["10000"]),
        ("в статьях 10000", ["10000"]),
        ("art. 10000", ["10000"]),
        ("sec. 10000", ["10000"]),
        ("sections 10000", ["10000"]),
        ("10000-бапқа сәйкес", ["10000"]),
        ("Кодекстің 10000-баптан кейінгі нормасы", ["10000"]),
        ("10000-баппен көзделген", ["10000"]),
        ("в статьях 10000 и 10001", ["10000", "10001"]),
        ("статьи 10000, 10001 и 10002", ["10000", "10001", "10002"]),
        ("10000 және 10001-баптар", ["10000", "10001"]),
        ("10000- және 10001-баптарға", ["10000", "10001"]),
        ("articles 10000 and 10001", ["10000", "10001"]),
        ("статьи 10000-10002", ["10000", "10001", "10002"]),
        ("по статье 10000 и 50000 тенге", ["10000"]),
        ("10000 теңге және 10001-бап", ["10001"]),
        ("штраф 10000 тенге по статье 999", ["999"]),
        ("24000 теңге, 999-бап", ["999"]),
        ("звонил 87012-34567, статья 999", ["999"]),
        ("оклад 80000-90000 статья 999", ["999"]),
        ("статьи 10000 и 15000 кг", ["10000"]),
    ],
)
def test_number_of_five_digits_is_an_article_beside_its_word(
    corpus: Corpus, question: str, missing: list[str]
) -> None:
    found = find_referenced_provisions([question], read_catalog(corpus))
    assert found is not None
    assert [one.article for one in found[1].missing] == missing
