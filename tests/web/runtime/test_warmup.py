"""Warm-up of templates after the start."""

from pathlib import Path

import pytest

from tests.helpers.desk import app_state
from tests.helpers.polling import until
from tests.helpers.web_app import client_of
from web.http.pages import read_templates
from web.runtime.startup import Warmup

pytestmark = pytest.mark.slow


def test_warm_up_compiles_all_templates(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    environment = app_state(client).templates.env
    with client:
        read: set[str] = set()
        for _ in range(3000):
            assert environment.cache is not None
            read = {name for _, name in environment.cache}
            if len(read) == len(environment.list_templates()):
                break
            client.get("/healthz")
    assert read == set(environment.list_templates())


def test_warm_up_stops_with_the_server() -> None:
    templates = read_templates()
    warming = Warmup(templates, delay=0.0)
    warming.start()
    warming.close()
    assert not warming.worker.is_alive
    assert templates.env.cache is not None
    assert len(templates.env.cache) < len(templates.env.list_templates())


def test_warm_up_leaves_the_first_seconds_to_questions() -> None:
    templates = read_templates()
    warming = Warmup(templates, delay=60.0)
    warming.start()
    until(lambda: warming.worker.state.last_success is not None)
    warming.close()
    assert not warming.worker.is_alive
    assert templates.env.cache is not None
    assert len(templates.env.cache) == 0
