"""The command ``bapta doctor``."""

import json
import os
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from web.doctor.finding import Finding
    from web.http.translations import Translations


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check the installation; name the command that fixes each finding.

    Settings, rights of files, secret, proxy, model, index, question bank, database, disk, last
    backup, clock and time zone data. Nothing is changed. Exit status 1 for a fault; warnings leave
    it at 0.
    """
    from web.doctor.finding import Level
    from web.doctor.parts import examine
    from web.http.translations import read_translations

    wording = read_translations()["en"]
    findings = examine(os.environ)
    if as_json:
        rows = [_row(finding, wording) for finding in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.level:<8}{finding.part:<10}{finding.text(wording)}")
            if finding.fix:
                click.echo(f"{'':18}Run: {finding.fix}")
    context.exit(int(any(finding.level is Level.FAULT for finding in findings)))


def _row(finding: "Finding", wording: "Translations") -> dict[str, Any]:
    """Return a finding as plain values."""
    return {
        "part": finding.part,
        "level": finding.level,
        "text": finding.text(wording),
        "fix": finding.fix,
    }
