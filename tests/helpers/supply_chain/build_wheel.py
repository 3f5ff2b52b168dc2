"""Build the wheel of a tree, the same bytes for the same commit.

Run by ``make wheel`` as ``build_wheel.py TREE DIST``. The time of all entries is that of the last
commit, or SOURCE_DATE_EPOCH, and their modes do not depend on the umask of the checkout.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGES = ("data", "embeddings", "qa", "web")
FILES = ("pyproject.toml", "README.md", "LICENSE")
# The first moment that an entry of a zip file can have, where there is no commit.
OLDEST = "315532800"


def main(tree: Path, target: Path) -> None:
    """Build the wheel of ``tree`` into the empty folder ``target``."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "tree"
        copy_sources(tree, clean)
        subprocess.run(
            [
                *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
                *("--skip-dependency-check", "--outdir", str(target.absolute()), str(clean)),
            ],
            env={**os.environ, "SOURCE_DATE_EPOCH": epoch_of(tree)},
            umask=0o022,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    print(*target.glob("*.whl"))


def copy_sources(tree: Path, clean: Path) -> None:
    """Copy what a wheel is built from, readable to everybody and writable to the owner.

    An older build folder would put files into the wheel that the tree no longer has.
    """
    for package in PACKAGES:
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(tree / package, clean / package, ignore=unwanted)
    for name in FILES:
        shutil.copy(tree / name, clean)
    for path in (clean, *clean.rglob("*")):
        is_run = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_run else 0o644)


def epoch_of(tree: Path) -> str:
    """Return SOURCE_DATE_EPOCH, or else the time of the last commit of ``tree``."""
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated:
        return stated
    command = ["git", "-C", str(tree), "log", "-1", "--format=%ct"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or OLDEST


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
