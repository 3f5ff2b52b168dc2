"""From a question to the readings that are searched."""

from collections.abc import Sequence

from data.corpus import Corpus
from data.glossary import Term
from data.model import LANGUAGES
from data.question_bank import BankQuestion
from qa.understand import Reading, as_typed, understand
from qa.vocabulary import Vocabulary


class Reader:
    """Reads questions with the vocabulary of one corpus."""

    def __init__(
        self, corpus: Corpus, bank: Sequence[BankQuestion] = (), terms: Sequence[Term] = ()
    ) -> None:
        """The vocabulary is that of the acts, of the bank and of the glossary."""
        texts = [(act.language, act.title) for act in corpus.acts]
        for act in corpus.acts:
            for provision in act.provisions:
                texts += [(act.language, provision.text), (act.language, provision.heading)]
        texts += [(question.language, question.question) for question in bank]
        texts += [(one, name) for term in terms for one in LANGUAGES for name in term.names(one)]
        self._vocabulary = Vocabulary(texts)

    def read(self, text: str, language: str | None, *, exact: bool) -> tuple[Reading, ...]:
        """Return one reading of ``text``, normalised by :func:`qa.fold.normalize_input`, or two
        where two are likely; ``exact`` reads the text as it was typed.
        """
        if exact:
            return as_typed(text, self._vocabulary, language)
        return understand(text, self._vocabulary, language)
