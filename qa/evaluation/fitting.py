"""Fitting: the weights of fusion.toml and the model of abstention.toml, from development questions.

Weights minimise the softmax cross-entropy of the right passages among all (Cao et al. 2007,
ListNet with one relevant set), the abstention model is a ridge-regularised logistic regression of
"the act answers this question" on the evidence for the first provision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields

import numpy as np
from numpy.typing import NDArray

from data.errors import BaptaError
from qa.abstention import Model
from qa.answer import Question
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.runner import Progress, is_right
from qa.retrieval.fusion import Weights

Matrix = NDArray[np.float64]
_RIDGE_WEIGHTS = 1e-3
_RIDGE_MODEL = 3.0
# Bands are put where at most these shares of the out-of-scope questions get through.
_ANSWERED_OUTSIDE = 0.025
# Without a bank little tells them apart, and a closest provision, called so, still serves.
_SHOWN_OUTSIDE = {"bank": 0.13, "same": 0.4, "other": 0.4}


class FitError(BaptaError):
    """Questions that nothing can be fitted to."""


def fit_weights(
    answerer: Answerer, questions: Sequence[EvaluationQuestion], progress: Progress | None = None
) -> Weights:
    """The weights of the channels of ``answerer`` from the in-scope questions.

    FitError where there is none but references, which no channel finds.
    """
    cases: list[tuple[Matrix, NDArray[np.bool_]]] = []
    for number, asked in enumerate(questions, start=1):
        if asked.gold and asked.form != "reference":
            channels, provisions = answerer.channels(Question(asked.question))
            right = np.array([is_right(one, asked.gold) for one in provisions])
            cases.append((channels.T.astype(np.float64), right))
        if progress is not None:
            progress(number, len(questions))
    if not cases:
        raise FitError("Fitting the weights needs questions in scope, and there are none.")
    return Weights(*(float(weight) for weight in _least_entropy(cases)))


def _least_entropy(cases: Sequence[tuple[Matrix, NDArray[np.bool_]]]) -> Matrix:
    from scipy.optimize import minimize

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, right in cases:
            scores = features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            hit = shares[right].sum() + 1e-12
            total -= np.log(hit)
            slope += shares @ features - (shares[right] / hit) @ features[right]
        ridge = _RIDGE_WEIGHTS * len(cases)
        return total + ridge * float(weights @ weights), slope + 2 * ridge * weights

    start = np.ones(cases[0][0].shape[1])
    bounds = [(0.0, None)] * len(start)
    found: Matrix = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def fit_models(
    answerer: Answerer, questions: Sequence[EvaluationQuestion], progress: Progress | None = None
) -> dict[str, Model]:
    """The abstention models, by name, that ``questions`` give evidence for.

    FitError unless some model has questions in scope and out of scope.
    """
    rows: dict[str, list[tuple[Mapping[str, float], bool]]] = {}
    for number, asked in enumerate(questions, start=1):
        evidence = answerer.rank(Question(asked.question)).evidence
        if evidence is not None:
            rows.setdefault(evidence.model, []).append((evidence.values(), bool(asked.gold)))
        if progress is not None:
            progress(number, len(questions))
    both = {name: found for name, found in rows.items() if len({inside for _, inside in found}) > 1}
    if not both:
        raise FitError("Fitting a model needs questions in scope and questions out of scope.")
    return {name: _model(found, _SHOWN_OUTSIDE[name]) for name, found in both.items()}


def _model(rows: Sequence[tuple[Mapping[str, float], bool]], shown: float) -> Model:
    names = list(rows[0][0])
    inputs = np.array([[values[name] for name in names] for values, _ in rows])
    inside = np.array([one for _, one in rows])
    bias, weights = _logistic(inputs, inside)
    outside = 1 / (1 + np.exp(-(bias + inputs[~inside] @ weights)))
    high, medium = (float(np.quantile(outside, 1 - share)) for share in (_ANSWERED_OUTSIDE, shown))
    return Model(bias, dict(zip(names, weights.tolist(), strict=True)), high, medium)


def _logistic(inputs: Matrix, inside: NDArray[np.bool_]) -> tuple[float, Matrix]:
    """Bias and weights on the raw inputs of a model fitted to standardised ones."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    model = LogisticRegression(C=1 / _RIDGE_MODEL, max_iter=5000)
    model.fit((inputs - mean) / spread, inside)
    weights: Matrix = model.coef_[0] / spread
    return float(model.intercept_[0] - weights @ mean), weights


def weights_toml(weights: Weights) -> str:
    """The weights as a table of fusion.toml."""
    names = [field.name for field in fields(weights)]
    values = zip(names, astuple(weights), strict=True)
    return "\n".join(f"{name} = {value:.3f}" for name, value in values)


def model_toml(name: str, model: Model) -> str:
    """The model as tables of abstention.toml."""
    lines = [f"[{name}]", f"bias = {model.bias:.4f}"]
    lines += [f"high = {model.high:.4f}", f"medium = {model.medium:.4f}", f"[{name}.weights]"]
    lines += [f"{one} = {weight:.4f}" for one, weight in model.weights.items()]
    return "\n".join(lines)
