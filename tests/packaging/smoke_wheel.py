"""Start the command of an installed wheel, ask one question over HTTP, and stop it again.

Run by ``make smoke`` as ``smoke_wheel.py PATH/TO/bapta``, away from the tree, so that nothing but
the wheel can answer. The model and the index are those of ``BAPTA_HOME``.
"""

import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

QUESTION = "Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?"
ARTICLE = "art_24__para_3"
PATIENCE = 180.0


def main(bapta: Path) -> None:
    """Raise SystemExit with a sentence unless the wheel answers."""
    with tempfile.TemporaryDirectory() as elsewhere:
        unwanted = subprocess.run(
            [bapta.with_name("python"), "-c", "import pytest"], cwd=elsewhere, capture_output=True
        )
        if unwanted.returncode == 0:
            raise SystemExit("The environment of the wheel has development dependencies.")
        port = free_port()
        server = subprocess.Popen([bapta, "serve", "--port", str(port)], cwd=elsewhere)
        try:
            root = f"http://127.0.0.1:{port}"
            wait_for(f"{root}/healthz", server)
            answer = ask(f"{root}/api/chat")
            page = get(f"{root}/")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)
    found = answer["passages"][0]["citation"]["eid"]
    if (answer["status"], found) != ("answered", ARTICLE):
        raise SystemExit(f"The wheel gave {answer['status']}, {found} first, not {ARTICLE}.")
    if b"<form" not in page:
        raise SystemExit("The page of the wheel has no form.")
    print(f"The wheel answers: {answer['passages'][0]['citation']['label']}")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return once ``url`` answers; SystemExit when the server ends or takes too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"The server ended with status {server.returncode}.")
        try:
            get(url)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The server did not answer within {PATIENCE:.0f} seconds.")


def get(url: str) -> bytes:
    """The body of a page."""
    with urlopen(url, timeout=PATIENCE) as response:
        return bytes(response.read())


def ask(url: str) -> dict[str, Any]:
    """The answer to the question, as JSON."""
    body = json.dumps({"question": QUESTION}).encode()
    request = Request(url, body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=PATIENCE) as response:
        return dict(json.load(response))


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
