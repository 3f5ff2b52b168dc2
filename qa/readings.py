"""From a question to the readings that are searched."""

from data.corpus import Corpus
from qa.understand import Reading, as_typed, understand
from qa.vocabulary import Vocabulary


class Reader:
    """Reads questions with the vocabulary of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """The vocabulary is that of the acts' texts, headings and titles."""
        texts = [(act.language, act.title) for act in corpus.acts]
        for act in corpus.acts:
            for provision in act.provisions:
                texts += [(act.language, provision.text), (act.language, provision.heading)]
        self._vocabulary = Vocabulary(texts)

    def read(self, text: str, language: str | None, *, exact: bool) -> tuple[Reading, ...]:
        """One reading, or two where two are likely; ``exact`` reads the text as it was typed."""
        if exact:
            return as_typed(text, self._vocabulary, language)
        return understand(text, self._vocabulary, language)
