"""Publishes in a child that is killed at its n-th operation on files, for n = 1, 2, 3 …

Run as a program: a home to copy, a folder for the copies. Each child works on a copy of its own and
dies by SIGKILL before the operation; the last one lives to its end. Prints how many died.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from data.publications import active_publications, read_publications
from qa.retrieval.bank_index import merge_bank
from tests.helpers.teaching import DRONE, hashing_parts
from tests.helpers.web_app import settings_of
from web.runtime.composition import compose_corpus
from web.storage.database import Database
from web.teaching.publisher import Publisher, bank_state

# What changes files, as Python tells of it before it is done.
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"}


def is_change(event: str, arguments: tuple[object, ...], home: str) -> bool:
    """Whether an event of the interpreter is an operation on the files of ``home``."""
    if event == "open":
        path, _, flags = arguments
        written = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        return bool(written) and str(path).startswith(home)
    return event in _CHANGES and str(arguments[0]).startswith(home)


def publish_until(home: Path, moment: int, base: str) -> None:
    """Publish in this process, which dies before the ``moment``-th operation."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if is_change(event, arguments, str(home)):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    settings = settings_of(home)
    publisher = Publisher(settings, hashing_parts(home), Database(settings.database_url))
    sys.addaudithook(watch)
    publisher.publish([DRONE], "aigul", base)


def main(home: Path, copies: Path) -> None:
    """Kill one child after the other, until one lives."""
    settings = settings_of(home)
    Database(settings.database_url).check()
    corpus = compose_corpus(settings)
    base = bank_state(
        corpus, merge_bank(corpus, active_publications(read_publications(settings.bank)))
    )
    for moment in range(1, 1000):
        copy = copies / f"{moment:03}"
        shutil.copytree(home, copy)
        child = os.fork()
        if child == 0:
            publish_until(copy, moment, base)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            print(moment - 1, os.waitstatus_to_exitcode(status))
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
