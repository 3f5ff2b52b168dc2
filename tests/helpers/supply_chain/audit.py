"""Look for known vulnerabilities of all locked packages.

Run by ``make audit``. It ends with status 1 where there are any, and with 3 and one sentence where
the network does not allow to ask about all packages: that is no clean result.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from data.errors import BaptaError

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ("requirements-extras.lock", "requirements-dev.lock")
CANNOT_TELL = 3


class AuditError(BaptaError):
    """The service of known vulnerabilities did not answer for every package."""


def main() -> int:
    """Print what is known and return the exit status."""
    try:
        found = [line for lock in LOCKS for line in read_report(run_audit(ROOT / lock))]
    except AuditError as error:
        print(error.message, file=sys.stderr)
        return CANNOT_TELL
    print("\n".join(dict.fromkeys(found)) or "No known vulnerability.")
    return 1 if found else 0


def run_audit(lock: Path) -> str:
    """Return the report of pip-audit as JSON. Raises AuditError without a connection."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(lock)),
        *("--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise AuditError(
            "Nothing was audited: the network does not allow to ask for known vulnerabilities."
        )
    return done.stdout


def read_report(report: str) -> list[str]:
    """Return a line for each vulnerability of a report. Raises AuditError if packages are left out.

    A package index that knows nothing of vulnerabilities lets pip-audit skip all packages and
    succeed.
    """
    packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if skipped:
        raise AuditError(
            f"Not audited: the network does not allow to ask about {len(skipped)} of "
            f"{len(packages)} packages, among them {skipped[0]}."
        )
    return [
        f"{each['name']} {each['version']}: {known['id']}, fixed in "
        f"{', '.join(known['fix_versions']) or 'no version'}"
        for each in packages
        for known in each["vulns"]
    ]


if __name__ == "__main__":
    raise SystemExit(main())
