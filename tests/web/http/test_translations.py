"""The wording: no language lacks a key, every key is used, plural forms are right."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from data.edition_diff import Change
from data.model import LANGUAGES
from data.norm_bearers import Bearer
from data.norms import MODAL, NormKind
from data.reading_aids import AidPart, AidProblem
from data.validation.finding import Severity
from qa.answer import Confidence, Reason, Status
from qa.drills.card import CardKind
from qa.proposals.templates import Template
from qa.retrieval.scorer import CHANNELS
from tests.helpers.web_app import ACT
from web.accounts.roles import Role
from web.administration.act_outline import COUNTED
from web.administration.audit_trail import ACTIONS, AREAS
from web.administration.change_record import ChangeKind, ChangeState, ChangeStep
from web.administration.settings_page import Source
from web.background import Status as WorkerStatus
from web.chat.feedback import Fault
from web.chat.share_link import SharedStanding
from web.chat.situations import CHOICE
from web.chat.widget import WORDS
from web.chat.widget_options import SIDES, Permission
from web.doctor.finding import NOTES, Level, Part
from web.handover.models import (
    PHRASES,
    CaseEvent,
    CaseState,
    DeliveryState,
    Replacement,
    WebhookEvent,
)
from web.handover.repository import Share
from web.http.preferences import SIZES, THEMES
from web.http.translations import MESSAGES, read_translations
from web.receipts.verification import Seal, Standing
from web.settings import SETTINGS
from web.teaching.models import GroupState, MissReason, ReplayState
from web.teaching.replay_view import FIGURES, ChangeList
from web.training.self_tests import KEPT

WEB = MESSAGES.parent
ENDINGS: dict[str, Iterable[str]] = {
    "accounts.head.": ("name", "role", "group", "state", "made"),
    "accounts.may.": Role,
    "accounts.role.": Role,
    "accounts.state.": ("active", "disabled"),
    "acts.aid_part.": AidPart,
    "acts.aid_problem.": AidProblem,
    "acts.aids_changed.": Change,
    "acts.change.": ChangeKind,
    "acts.changed.": Change,
    "acts.counts.": ("chapter", *COUNTED),
    "acts.finding.": ("severity", "eid", "line", "text"),
    "acts.severity.": Severity,
    "acts.state.": ChangeState,
    "acts.step.": ChangeStep,
    "acts.supplement.": ("shown", "missing", "corrections", "acknowledged", "outdated"),
    "acts.supplement_hint.": ("aids", "errata"),
    "acts.supplement_of.": ("aids", "errata"),
    "admin.tab.": ("accounts", "acts", "settings", "health", "audit"),
    "aid.counts.": LANGUAGES,
    "bearer.": ("all", *Bearer),
    "band.": Confidence,
    "card.also_in.": LANGUAGES,
    "card.in.": LANGUAGES,
    "audit.": ("at", "who", "what", "subject", "detail"),
    "audit.actor.": ("console", "asker"),
    "audit.area.": AREAS,
    "audit.did.": ACTIONS,
    "channel.": CHANNELS,
    "changes.": Change,
    "chip.": (
        *NormKind,
        *(f"{kind}.{bearer}" for kind in (*MODAL, NormKind.COMPETENCE) for bearer in Bearer),
    ),
    "doctor.head.": ("part", "level", "note", "mend"),
    "doctor.level.": Level,
    "doctor.note.": NOTES,
    "doctor.part.": Part,
    "doctor.status.": WorkerStatus,
    "doctor.worker.": ("name", "status", "failures", "success"),
    "error.": ("404", "405", "408", "410", "413", "422", "429", "500", "503"),
    "find.in.": LANGUAGES,
    "find.through.": LANGUAGES,
    "figures.by.": ("status", "language"),
    "figures.cases.": ("operator", "language"),
    "figures.cases.head.": ("left", "decided", "first", "closing", "helped"),
    "figures.cases.who.": ("operator", "language"),
    "figures.status.": Status,
    "feedback.fault.": get_args(Fault),
    "handover.event.": ("left", *CaseEvent),
    "handover.head.": ("reference", "waits", "due", "claimed", "language", "question"),
    "handover.list.": CaseState,
    "handover.past.": Replacement,
    "handover.phrase.": PHRASES,
    "handover.share.": Share,
    "handover.state.": (*CaseState, "finished"),
    "handover.waits.": ("days", "hours"),
    "keys.": (*("list", "search", "candidates", "claim", "note", "copy", "move", "save", "send"),),
    "norms.": NormKind,
    "prefs.own_name.": LANGUAGES,
    "prefs.short.": LANGUAGES,
    "prefs.size.": SIZES,
    "prefs.theme.": THEMES,
    "privacy.": ("recent", "cookie", "session", "training", "widget", "address", "others"),
    "proposals.template.": Template,
    "replay.list.": ChangeList,
    "replay.of.": FIGURES,
    "replay.state.": ReplayState,
    "reply.": ("closing", "signature"),
    "receipt.seal.": Seal,
    "receipt.standing.": Standing,
    "repair.": (
        *("blank line", "look-alike letters", "page break", "sign set apart"),
        *("half-spaced", "letter-spaced", "spaces in a row"),
    ),
    "settings.from.": Source,
    "settings.head.": ("name", "value", "source"),
    "settings.of.": tuple(each.field for each in SETTINGS),
    "sign_in.": ("again", "wrong"),
    "situation.": tomllib.loads(CHOICE.read_text(encoding="utf-8"))[ACT],
    # A greeting is answered with a message of its own.
    "span.": ("days", "hours"),
    "state.": {Status.ANSWERED, Status.CLOSEST, *Reason} - {Reason.GREETING},
    "papers.state.": ("open", "late", "passed", "failed"),
    "share.": {*SharedStanding} - {SharedStanding.CURRENT},
    "staff.place.": (*("search", "canned", "handover", "figures", "teaching", "admin"),),
    "teaching.how.": MissReason,
    "teaching.order.": ("asked", "latest"),
    "teaching.state.": GroupState,
    "train.ask.": CardKind,
    "train.frame.": MODAL,
    "train.kind.": CardKind,
    "train.refused.": (
        *("no_cards", "sitting_over", "sitting_changed", "progress_broken", "progress_other_act"),
        *("forged", "late", "replayed", "closed", "changed", "paper_changed"),
        *("no_such_card", "not_open_yet", "window", "window_over"),
    ),
    "train.report.": ("wrong", "ambiguous", "trivial", "unclear"),
    "train.why.": (
        *("no_questions", "few_provisions", "few_words", "few_lists"),
        *("no_modal_words", "few_cases", "no_order", "few_articles"),
    ),
    "webhook.": WebhookEvent,
    "webhook.head.": ("made", "event", "reference", "state", "attempts", "result"),
    "webhook.state.": DeliveryState,
    "widget.": WORDS,
    "widget.permission.": Permission,
    "widget.side.": SIDES,
}
"""The ends of keys that templates and code put together, by their beginnings."""


def catalogue(language: str) -> Catalog:
    with (MESSAGES / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def keys(language: str) -> set[str]:
    found = (message.id for message in catalogue(language) if message.id)
    return {key if isinstance(key, str) else key[0] for key in found}


def used_keys() -> set[str]:
    """Keys that templates and code say, and those that the codes of problems make."""
    templates = "".join(file.read_text("utf-8") for file in (WEB / "templates").rglob("*.html"))
    code = "".join(file.read_text("utf-8") for file in WEB.rglob("*.py"))
    whole = set(
        re.findall(r"""(?:say|count)\(["']([a-z_]+\.[a-z_.]*[a-z_])["'],?[ )]""", templates + code)
    )
    whole |= set(re.findall(r"""say\("([a-z_.]+)" if """, templates))
    whole |= set(re.findall(r""" else "([a-z_.]+)"\)""", templates))
    whole |= set(re.findall(r"""else say\("([a-z_.]+)"\)""", templates))
    # The heading of done.html.
    whole |= set(re.findall(r'"done": "([a-z_.]+)"', code))
    problems = set(re.findall(r"""Problem\([\w.]+, "(\w+)\"""", code))
    problems |= set(re.findall(r"""code="(\w+)\"""", code))
    problems |= set(re.findall(r"""EntryProblem\("(\w+)\"""", code))
    problems |= set(re.findall(r"""\d{3}: "(\w+)\"""", code)) | {"other"}
    problems |= {f"question_{code}" for code in ("empty", "too_long", "binary")}
    made = {prefix + end for prefix, ends in ENDINGS.items() for end in ends}
    return whole | made | {f"problem.{code}" for code in problems}


def forms_of(message: Message) -> list[str]:
    """Return the wording of each plural form, or the one wording, of a message."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    assert forms, message.id
    return forms


@pytest.mark.parametrize(
    ("language", "jargon"),
    [
        (
            "ru",
            r"\bакт(?:[аеуы]|ов|ами?)?\b|журнал\w* сервера|\bprefs\b|идентификатор"
            r"|загруженн\w+ закон|\bя (?:покажу|нахожу|–)",
        ),
        (
            "kk",
            r"\bакті?\b|\bакті\w+|сервер журнал|\bprefs\b|идентификатор"
            r"|(?:енгізілген|жүктелген) заң|\bмен –",
        ),
        ("en", r"\bacts?\b|server log|\bprefs\b|\bidentifier\b|\bI (?:am|will|find)\b"),
    ],
)
def test_a_visitor_reads_plain_words(language: str, jargon: str) -> None:
    answers = tomllib.loads((WEB.parent / "qa/messages.toml").read_text(encoding="utf-8"))
    texts = [each[language] for each in answers.values()]
    # Pages of the desk and of administration speak of acts, as documents do.
    visited = (
        *("state.", "without.", "nearest.", "chat.", "turn.", "card.", "situation.", "share."),
        *("privacy.", "notice.", "aid.", "receipt.", "reader.", "edition.", "changes.", "find."),
        *("norms.", "chip.", "bearer.", "train.", "exam.", "papers.", "reports.", "renewed."),
    )
    for message in catalogue(language):
        name = message.id if isinstance(message.id, str) else message.id[0]
        if name.startswith(visited):
            texts += forms_of(message)
    assert [text for text in texts if re.search(jargon, text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("language", "others"),
    [
        ("en", r"migration of|\bjournal\b|\bolder edition|\bdead\b"),
        ("ru", r"баз[аоуы]й? вопросов|(?<!-)Bapta\b(?!_)|нынешн\w+ редакци"),
        (
            "kk",
            r"сұрақтар (?:қоры|базасы)|аккаунт|\bбума|(?<!-)Bapta\b(?!_)|ескі редакция|заң кеңес",
        ),
    ],
)
def test_one_thing_has_one_name(language: str, others: str) -> None:
    # The question bank, the question log, an earlier edition, an account, a folder.
    said = [form for message in catalogue(language) if message.id for form in forms_of(message)]
    assert [text for text in said if re.search(others, text, re.I)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_right_answer_is_not_called_as_a_legal_right_is(language: str) -> None:
    say = read_translations()[language].say
    assert say("train.is_right") != say("train.frame.right")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_points_of_a_list_have_their_usual_name(language: str) -> None:
    wording = read_translations()[language]
    for kind in ("train.kind.list", "train.ask.list"):
        assert not re.search("subparagraph|подпункт|тармақша", wording.say(kind), re.I)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_and_the_list_it_leads_to_name_the_bearer_alike(language: str) -> None:
    wording = read_translations()[language]
    for bearer in Bearer:
        name = re.findall(r"\w{4,}", wording.say(f"bearer.{bearer}"))
        assert name
        for kind in (*MODAL, NormKind.COMPETENCE):
            chip = wording.say(f"chip.{kind}.{bearer}")
            assert [word for word in name if not re.search(rf"\b{word[:-3]}", chip, re.I)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing_and_none_is_left_over(language: str) -> None:
    assert keys(language) == used_keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_written(language: str) -> None:
    for message in catalogue(language):
        assert all(form.strip() for form in forms_of(message)), message.id
        assert not message.fuzzy or not message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    # Of two messages of one key the catalogue silently keeps one.
    said = re.findall(r'^msgid "(.+)"$', (MESSAGES / f"{language}.po").read_text("utf-8"), re.M)
    assert len(said) > 500
    assert [key for key in set(said) if said.count(key) > 1] == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_same_values_are_put_in(language: str) -> None:
    def values(each: Catalog) -> dict[str, set[str]]:
        found = {}
        for message in each:
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key:
                found[key] = set(re.findall(r"%\((\w+)\)s", " ".join(forms_of(message))))
        return found

    assert values(catalogue(language)) == values(catalogue("kk"))


def test_plural_forms() -> None:
    wording = read_translations()
    said = {
        language: [wording[language].count("find.places", n) for n in (1, 2, 5, 21, 111)]
        for language in LANGUAGES
    }
    assert said == {
        "kk": [f"{n} жерден табылды" for n in (1, 2, 5, 21, 111)],
        "ru": [
            "Найдено в 1 месте",
            "Найдено в 2 местах",
            "Найдено в 5 местах",
            "Найдено в 21 месте",
            "Найдено в 111 местах",
        ],
        "en": [
            "Found in 1 place",
            "Found in 2 places",
            "Found in 5 places",
            "Found in 21 places",
            "Found in 111 places",
        ],
    }
    kept = [wording["ru"].count("privacy.feedback", n) for n in (1, 3, 90)]
    assert [text.rsplit(maxsplit=3)[1:] for text in kept] == [
        ["хранятся", "1", "день."],
        ["хранятся", "3", "дня."],
        ["хранятся", "90", "дней."],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_days_that_an_exam_without_an_account_is_kept(language: str) -> None:
    said = read_translations()[language].say("privacy.training")
    assert re.findall(r"\d+", said) == [str(KEPT.days)]


def test_kazakh_is_written_with_its_own_letters() -> None:
    text = (MESSAGES / "kk.po").read_text(encoding="utf-8")
    messages = " ".join(re.findall(r'^msgstr.*? "(.*)"$', text, re.M))
    assert set("әіңғүұқөһ") - set(messages.lower()) <= {"һ"}
    # A Latin letter among Cyrillic ones is a slip of the keyboard.
    assert not re.search(
        r"[А-Яа-яӘәІіҢңҒғҮүҰұҚқӨөҺһ][A-Za-z]|[A-Za-z][А-Яа-яӘәІіҢңҒғҮүҰұҚқӨөҺһ]", messages
    )


def test_a_key_that_is_not_there_shows_itself(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / f"{language}.po").write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    wording = read_translations(tmp_path)["en"]
    assert (wording.say("a"), wording.say("no.such")) == ("b", "no.such")


def test_an_unfinished_translation_shows_its_key(tmp_path: Path) -> None:
    for language in ("kk", "ru", "en"):
        text = (
            'msgid "a"\nmsgstr ""\n\n#, fuzzy\nmsgid "b"\nmsgstr "old"\n\nmsgid "c"\nmsgstr "C"\n'
        )
        (tmp_path / f"{language}.po").write_text(text, encoding="utf-8")
    say = read_translations(tmp_path)["en"].say
    assert [say("a"), say("b"), say("c")] == ["a", "b", "C"]
