"""The commands ``bapta verify`` and ``bapta receipt key``."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from web.settings import read_settings

if TYPE_CHECKING:
    from web.receipts.verification import ReceiptCheck

_SEALS = {
    "valid": "The signature is valid.",
    "invalid": "The signature is NOT valid: the receipt was changed or forged.",
    "unknown_key": "The key {key} is not known here. Name its public key with --key.",
}
_STANDINGS = {
    "current": "in the current edition, word for word",
    "older": "in an older edition ({edition}), word for word",
    "differs": "NOT as in the acts of this machine",
    "unknown": "the act or its edition is not on this machine",
}


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--key",
    "key_files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="PEM",
    help="Public key, in place of those in BAPTA_HOME; repeatable.",
)
@click.pass_context
def verify(context: click.Context, file: BinaryIO, key_files: tuple[Path, ...]) -> None:
    """Check the receipt FILE offline; - reads it from standard input.

    The signature is checked by the public keys, each quote by the acts of this machine. Exit status
    1 if the signature is not valid.
    """
    from web.receipts.keys import ReceiptKeys, key_id, read_public_key
    from web.receipts.receipt import MAX_RECEIPT_BYTES, read_receipt
    from web.receipts.verification import Seal, check_receipt
    from web.runtime.composition import compose_corpus

    settings = read_settings(os.environ)
    receipt = read_receipt(file.read(MAX_RECEIPT_BYTES + 1))
    named = [read_public_key(path.read_bytes()) for path in key_files]
    keys = {key_id(key): key for key in named} or ReceiptKeys(settings.home).public_keys()
    found = check_receipt(receipt, keys, compose_corpus(settings))
    click.echo(_SEALS[found.seal].format(key=receipt.signature.key))
    if found.seal is Seal.VALID:
        _print_statement(found)
    context.exit(0 if found.seal is Seal.VALID else 1)


def _print_statement(found: "ReceiptCheck") -> None:
    """Print what was signed, and the standing of each quote today."""
    statement = found.receipt.statement
    click.echo(f"{statement.time}, {statement.status}, key {found.receipt.signature.key}")
    if statement.question is not None:
        click.echo(f"Question: {statement.question}")
    for each in found.passages:
        passage = each.passage
        edition = passage.edition or passage.edition_id
        click.echo(f"{passage.label} · {passage.act_title} ({passage.act}:{passage.eid})")
        click.echo(f"  «{passage.quote}»")
        click.echo(f"  {_STANDINGS[each.standing].format(edition=edition)}")
    if found.is_older:
        click.echo("This receipt is of an older edition.")


@click.group()
def receipt() -> None:
    """Manage the key that signs receipts."""


@receipt.command()
@click.option("--rotate", is_flag=True, help="Make a new key; old public keys are kept.")
def key(rotate: bool) -> None:
    """Print the public key that receipts are signed with, made on first use."""
    from web.accounts.console_trail import record_command
    from web.receipts.keys import ReceiptKeys, key_id, public_pem

    settings = read_settings(os.environ)
    keys = ReceiptKeys(settings.home)
    public = (keys.rotate() if rotate else keys.signing_key()).public_key()
    if rotate:
        record_command(settings.database_url, "system.key", key_id(public))
    click.echo(f"Key {key_id(public)}", err=True)
    click.echo(public_pem(public), nl=False)
