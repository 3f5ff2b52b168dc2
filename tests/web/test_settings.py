"""Settings: defaults, values of every variable, and messages for bad values."""

import re
from pathlib import Path

import pytest

from embeddings.bundled import download
from qa.notice import DangerKind, Helpline
from tests.helpers.paths import ROOT
from web.settings import BUNDLED, SETTINGS, Settings, SettingsError, read_settings

HOME = {"HOME": "/home/aigul"}


def test_defaults() -> None:
    home = Path("/home/aigul/.local/share/bapta")
    assert read_settings(HOME) == Settings(
        home=home,
        index=home / "index",
        bench_dir=Path("../shared").absolute(),
        database_url="sqlite:////home/aigul/.local/share/bapta/bapta.sqlite",
        model="multilingual-e5-small",
        device="cpu",
        secret=None,
        rate_limit=60,
        trusted_proxies=(),
        root_path="",
        widget_origins=(),
        journal=True,
        retention_days=90,
        official_url=None,
        contacts=None,
        emergency=("102", "112"),
    )
    assert read_settings(HOME).acts == home / "acts"


def test_every_setting_is_read() -> None:
    environ = {
        "BAPTA_HOME": "/srv/bapta",
        "BAPTA_MODEL": "/srv/models/e5",
        "BAPTA_DEVICE": "cuda:1",
        "BAPTA_INDEX": "/srv/index",
        "BAPTA_RELOAD_SECONDS": "30",
        "BAPTA_DATABASE_URL": "postgresql://bapta@127.0.0.1/bapta",
        "BAPTA_SECRET": "қ" * 16,
        "BAPTA_RATE_LIMIT": "0",
        "BAPTA_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
        "BAPTA_ROOT_PATH": "/law/",
        "BAPTA_WIDGET_ORIGINS": "https://example.org,http://localhost:3000/",
        "BAPTA_LOG": "json",
        "BAPTA_JOURNAL": "off",
        "BAPTA_RETENTION_DAYS": "30",
        "BAPTA_METRICS_TOKEN": "geheim",
        # On, it needs the journal: tests/web/handover/test_submission.py.
        "BAPTA_HANDOVER": "off",
        "BAPTA_HANDOVER_DAYS": "7",
        "BAPTA_HANDOVER_HOURS": "24",
        # An address needs hand-over: tests/web/handover/test_webhook.py.
        "BAPTA_WEBHOOK_URL": "",
        "BAPTA_WEBHOOK_SECRET": "whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "BAPTA_OFFICIAL_URL": "https://example.org/act?id=1",
        "BAPTA_OWNER": "Ministry of Internal Affairs",
        "BAPTA_CONTACTS": "Call centre 1402",
        "BAPTA_PUBLIC_URL": "https://law.example.org",
        "BAPTA_READING_AIDS": "off",
        "BAPTA_MIN_CONFIDENCE": "0.9",
        "BAPTA_EMERGENCY": "101,102",
        "BAPTA_HELPLINES": "suicide=150 Helpline",
        "BAPTA_BENCH_DIR": "/srv/bench",
    }
    assert set(environ) == {setting.name for setting in SETTINGS}
    assert read_settings(environ) == Settings(
        home=Path("/srv/bapta"),
        model="/srv/models/e5",
        device="cuda:1",
        index=Path("/srv/index"),
        reload_seconds=30,
        database_url="postgresql://bapta@127.0.0.1/bapta",
        secret="қ" * 16,
        rate_limit=0,
        trusted_proxies=("127.0.0.1", "10.0.0.0/8"),
        root_path="/law",
        widget_origins=("https://example.org", "http://localhost:3000"),
        journal=False,
        retention_days=30,
        metrics_token="geheim",
        handover_days=7,
        handover_hours=24,
        webhook_secret="whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        official_url="https://example.org/act?id=1",
        public_url="https://law.example.org",
        reading_aids=False,
        owner="Ministry of Internal Affairs",
        contacts="Call centre 1402",
        min_confidence=0.9,
        emergency=("101", "102"),
        helplines=(
            Helpline(
                "150",
                {"kk": "Helpline", "ru": "Helpline", "en": "Helpline"},
                frozenset({DangerKind.SUICIDE}),
            ),
        ),
        log="json",
        bench_dir=Path("/srv/bench"),
    )


def test_relative_xdg_folder_is_ignored() -> None:
    assert read_settings({**HOME, "XDG_DATA_HOME": "/xdg"}).home == Path("/xdg/bapta")
    relative = read_settings({**HOME, "XDG_DATA_HOME": "xdg"}).home
    assert relative == Path("/home/aigul/.local/share/bapta")


def test_empty_value_counts_as_unset() -> None:
    empty = dict.fromkeys((setting.name for setting in SETTINGS), "  ")
    assert read_settings({**HOME, **empty}) == read_settings(HOME)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "BAPTA_RATE_LIMIT",
            "many",
            "BAPTA_RATE_LIMIT is 'many', but must be a whole number, at least 0.",
        ),
        (
            "BAPTA_RETENTION_DAYS",
            "0",
            "BAPTA_RETENTION_DAYS is '0', but must be a whole number, at least 1.",
        ),
        (
            "BAPTA_RATE_LIMIT",
            "١٢",  # digits to int(), but none that people here write
            "BAPTA_RATE_LIMIT is '١٢', but must be a whole number, at least 0.",
        ),
        (
            "BAPTA_TRUSTED_PROXIES",
            "127.0.0.1,proxy",
            "BAPTA_TRUSTED_PROXIES holds 'proxy', which is not an IP address.",
        ),
        ("BAPTA_LOG", "xml", "BAPTA_LOG is 'xml', but must be text or json."),
        ("BAPTA_ROOT_PATH", "law", "BAPTA_ROOT_PATH is 'law', but must be a path such as /law."),
        (
            "BAPTA_HELPLINES",
            "150 Helpline",
            "BAPTA_HELPLINES holds '150 Helpline', but must contain entries such as "
            "suicide=150 Helpline, separated by semicolons.",
        ),
        (
            "BAPTA_HELPLINES",
            "suicide=150; flood=112",
            "BAPTA_HELPLINES holds 'flood', but the kinds of danger are: all, suicide, bomb, fire, "
            "break_in, violence, threat, stalking, missing, injury, distress.",
        ),
        (
            "BAPTA_HELPLINES",
            "fire=101 Өрт|Пожар",
            "BAPTA_HELPLINES holds 'fire=101 Өрт|Пожар', but a label is one text, or one each in "
            "Kazakh, Russian and English with | between them.",
        ),
        (
            "BAPTA_HELPLINES",
            "all=javascript:alert(1)",
            "BAPTA_HELPLINES holds 'all=javascript:alert(1)', but must contain entries such as "
            "suicide=150 Helpline, separated by semicolons.",
        ),
        (
            "BAPTA_WIDGET_ORIGINS",
            "*",
            "BAPTA_WIDGET_ORIGINS holds '*', but must contain origins such as https://example.org.",
        ),
        (
            "BAPTA_OFFICIAL_URL",
            "javascript:alert(1)",
            "BAPTA_OFFICIAL_URL is 'javascript:alert(1)', "
            "but must be an address as https://example.org/.",
        ),
        (
            "BAPTA_OFFICIAL_URL",
            "http://[",
            "BAPTA_OFFICIAL_URL is 'http://[', but must be an address as https://example.org/.",
        ),
        (
            "BAPTA_MIN_CONFIDENCE",
            "0.4",
            "BAPTA_MIN_CONFIDENCE is '0.4', but must be a number from 0.5 to 0.99.",
        ),
        (
            "BAPTA_MIN_CONFIDENCE",
            "90%",
            "BAPTA_MIN_CONFIDENCE is '90%', but must be a number from 0.5 to 0.99.",
        ),
        (
            "BAPTA_DEVICE",
            "GPU 1",
            "BAPTA_DEVICE is 'GPU 1', but must be cpu, cuda or, for example, cuda:1.",
        ),
        (
            "BAPTA_HOME",
            "~nobody-of-this-name/x",
            "BAPTA_HOME is '~nobody-of-this-name/x', but this user has no home folder.",
        ),
    ],
)
def test_bad_value_raises_one_sentence_that_names_it(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**HOME, name: value})
    assert caught.value.message == message


def test_repr_hides_the_secret() -> None:
    assert "topsecret" not in repr(read_settings({**HOME, "BAPTA_SECRET": "topsecret"}))


def test_the_bundled_model_has_one_name() -> None:
    assert download.BUNDLED == BUNDLED


def test_environment_is_read_in_one_place() -> None:
    allowed = re.compile(r'read_settings\(os\.environ\)|environ\.pop\("PROMETHEUS_MULTIPROC_DIR"')
    readers = {
        str(path.relative_to(ROOT))
        for package in ("data", "embeddings", "qa", "web")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\benviron\b|\bgetenv\b", allowed.sub("", path.read_text(encoding="utf-8")))
    }
    # The others read no setting: they set a variable of a library, give a child process
    # its environment, or look for names that are no setting.
    assert readers == {
        "web/settings.py",
        "web/bench/peers.py",
        "web/runtime/worker_processes.py",
        "data/readers/extract.py",
        "data/readers/old_word.py",
        "web/cli/doctor.py",
        "web/doctor/health_page.py",
        "web/administration/act_preview.py",
        "web/doctor/parts.py",
        "web/administration/settings_page.py",
        "web/cli/administration.py",
    }


def test_lines_to_call_have_kinds_numbers_and_labels() -> None:
    value = (
        "suicide=150 Сенім телефоны|Телефон доверия|Helpline; violence, threat=+7-717-200-00-00;"
    )
    suicide, violence = read_settings({**HOME, "BAPTA_HELPLINES": value}).helplines
    assert suicide.tel == "150"
    assert suicide.labels == {"kk": "Сенім телефоны", "ru": "Телефон доверия", "en": "Helpline"}
    assert violence.tel == violence.labels["ru"] == "+77172000000"
    assert violence.serves(DangerKind.THREAT)
    assert not violence.serves(DangerKind.FIRE)
    (every,) = read_settings({**HOME, "BAPTA_HELPLINES": "all=1402 Call centre"}).helplines
    assert all(every.serves(kind) for kind in DangerKind)
