"""Commands of Bapta in children of this process, which has imported them already.

A forked child begins at once, so that a kill at a random moment meets its work and not its imports.
The encoder of the tests takes the place of the model, unless the ``environment`` says otherwise.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Imported before the first fork.
import threadpoolctl  # noqa: F401
import uvicorn  # noqa: F401

import web.app
import web.backup.archive
import web.backup.rebuildable
import web.backup.restore
import web.cli.act_review
import web.cli.serve
import web.http.connections
import web.runtime.startup
import web.runtime.worker_processes
import web.teaching.publisher  # noqa: F401
from qa.answer import Question
from qa.evaluation.dataset import Part
from tests.helpers.databases import SECRET
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.teaching import hashing_parts
from tests.helpers.web_app import FIREARM, settings_of
from web.cli.main import main as bapta
from web.runtime import composition
from web.runtime.composition import compose_answerer

Limits = Mapping[int, int]
"""Soft limits of a child by the number of the resource."""

ASKED = (Question("24-баптың 3-тармағы"), Question("1-бап", acts=("kept",)), Question(FIREARM))


def child(
    log: Path, work: Callable[[], object], limits: Limits | None = None, **environment: str
) -> int:
    """Do ``work`` in a child that writes to ``log``; return the id of its process.

    Its exit status is that of the work, 1 for an exception.
    """
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            _redirect(log)
            os.environ.update(environment)
            composition.open_encoder = lambda *_, **_named: HashingEncoder(64)  # type: ignore[attr-defined]
            for kind, limit in (limits or {}).items():
                resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))
            work()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        except BaseException:  # noqa: BLE001
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    return pid


def _redirect(log: Path) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor in (1, 2):
        os.dup2(handle, descriptor)
    os.close(handle)


def command(
    home: Path,
    words: Sequence[str],
    limits: Limits | None = None,
    log: Path | None = None,
    **environment: str,
) -> int:
    """Start a command over ``home`` in a child; return the id of its process."""
    settings = {"BAPTA_HOME": str(home), "BAPTA_SECRET": SECRET, "BAPTA_RATE_LIMIT": "0"}
    return child(
        log or home.parent / "told", lambda: bapta(list(words)), limits, **settings, **environment
    )


def finish(pid: int, seconds: float = 300) -> int:
    """Return the exit status of a child, negative for the signal that ended it."""
    until = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            raise TimeoutError("A command does not end.")
        time.sleep(0.005)


def answers(home: Path) -> str:
    """Return what the stored acts and index answer, computed in a child; empty where it fails."""
    target = home.parent / "answers.json"
    target.unlink(missing_ok=True)

    def ask() -> None:
        parts = hashing_parts(home)
        # The question bank is compared by its own store, and its answerer takes seconds.
        answerer = compose_answerer(settings_of(home), [Part.BANK, Part.GLOSSARY], parts)
        given = [
            [span.citation.eid, span.quote] for q in ASKED for span in answerer.ask(q).passages
        ]
        listed = answerer.listing(ASKED[-1], 5).candidates
        given += [[each.quote.citation.eid, each.quote.quote] for each in listed]
        target.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")

    finish(child(home.parent / "asked", ask))
    return target.read_text(encoding="utf-8") if target.exists() else ""
