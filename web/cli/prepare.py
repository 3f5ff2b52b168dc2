"""The commands of ``bapta model`` and ``bapta index``."""

import os
from pathlib import Path

import click

from web.cli.progress import progress
from web.settings import BUNDLED, read_settings

_folders = click.argument(
    "folders",
    metavar="FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
_target = click.option(
    "--to", type=click.Path(path_type=Path), required=True, help="File to write."
)

_file = click.Path(path_type=Path, exists=True, dir_okay=False)
_lay_questions = click.option(
    "--questions",
    multiple=True,
    type=_file,
    help="JSON Lines (.gz too) of lay questions with the provisions that answer them; repeatable.",
)


@click.group()
def model() -> None:
    """Fetch or export the model that turns texts into vectors."""


@model.command()
def fetch() -> None:
    """Download the bundled model and rebuild it, unless it is there and sound."""
    settings = read_settings(os.environ)
    if settings.model != BUNDLED:
        click.echo(f"BAPTA_MODEL is {settings.model}, so there is nothing to download.")
        return
    from embeddings.bundled.install import fetch_model
    from web.accounts.console_trail import record_command

    stages: list[str] = []

    def tell(stage: str) -> None:
        stages.append(stage)
        click.echo(f"Model: {stage} …")

    folder = fetch_model(settings.home, tell)
    if stages:
        record_command(settings.database_url, "system.model", BUNDLED)
    click.echo(f"The model is in {folder}.")


@model.command()
@click.argument("name", metavar="NAME|FOLDER")
@click.option("--to", type=click.Path(path_type=Path), help="Folder to export into.")
def export(name: str, to: Path | None) -> None:
    """Export a sentence-transformers model, so that ONNX Runtime serves it without PyTorch."""
    from embeddings.export import export_model
    from embeddings.export_format import export_folder
    from web.accounts.console_trail import record_command

    settings = read_settings(os.environ)
    folder = (to or export_folder(settings.home, name)).absolute()
    export_model(name, folder, lambda stage: click.echo(f"Model: {stage} …"))
    record_command(settings.database_url, "system.model", name)
    click.echo(f"The export is in {folder}. Set BAPTA_MODEL={folder} and run: bapta index build")


@model.command()
@_folders
@_target
@click.option(
    "--exam",
    type=_file,
    help="JSON Lines of examination questions with the articles that answer them.",
)
@_lay_questions
@click.option("--articles", default=60, show_default=True, help="Articles of an act to train on.")
@click.option(
    "--sentences",
    default=150,
    show_default=True,
    type=click.IntRange(min=0),
    help="Sentences of a version of an act to train on.",
)
@click.option("--epochs", default=1, show_default=True, help="Passes over the examples.")
def adapt(
    folders: tuple[Path, ...],
    to: Path,
    exam: Path | None,
    questions: tuple[Path, ...],
    articles: int,
    sentences: int,
    epochs: int,
) -> None:
    """Train the adaptation on the acts in folders and on the question bank."""
    from web.runtime.adaptation import Sizes, train_adaptation

    settings = read_settings(os.environ)
    sizes = Sizes(articles, sentences, epochs)
    with progress("Passages encoded") as encoded, progress("Steps") as trained:
        number = train_adaptation(settings, folders, exam, questions, to, sizes, encoded, trained)
    click.echo(f"The adaptation in {to} was trained on {number} examples.")


@model.command("adapt-questions")
@_folders
@_target
@_lay_questions
@click.option(
    "--wordings",
    multiple=True,
    type=_file,
    help="JSON Lines (.gz too) of matters in several wordings and languages; repeatable.",
)
@click.option("--articles", default=12, show_default=True, help="Articles of an act to train on.")
@click.option(
    "--sentences",
    default=60,
    show_default=True,
    type=click.IntRange(min=0),
    help="Sentences of a version of an act to train on.",
)
@click.option("--epochs", default=2, show_default=True, help="Passes over the wordings.")
def adapt_questions(
    folders: tuple[Path, ...],
    to: Path,
    questions: tuple[Path, ...],
    wordings: tuple[Path, ...],
    articles: int,
    sentences: int,
    epochs: int,
) -> None:
    """Train the adaptation of questions on acts without a question bank."""
    from web.runtime.adaptation import Sizes, train_question_adaptation

    settings = read_settings(os.environ)
    sizes = Sizes(articles, sentences, epochs)
    with progress("Passages encoded") as encoded, progress("Steps") as trained:
        number = train_question_adaptation(
            settings, folders, questions, wordings, to, sizes, encoded, trained
        )
    click.echo(f"The adaptation of questions in {to} was trained on {number} wordings.")


@model.command()
@_folders
@_target
@click.option(
    "--questions",
    multiple=True,
    type=_file,
    help="JSON Lines (.gz too) of lay questions; repeatable.",
)
@click.option(
    "--steps",
    default=1500,
    show_default=True,
    type=click.IntRange(min=1),
    help="Steps of training.",
)
def distil(folders: tuple[Path, ...], to: Path, questions: tuple[Path, ...], steps: int) -> None:
    """Train the question encoder on the vectors that the adapted model gives to texts."""
    from web.runtime.distillation import train_student

    settings = read_settings(os.environ)
    with progress("Texts encoded") as encoded, progress("Steps") as trained:
        number = train_student(settings, folders, questions, to, steps, encoded, trained)
    click.echo(f"The question encoder in {to} was trained on {number} texts.")


@model.command()
@_target
def calibrate(to: Path) -> None:
    """Measure the values that enter the matrices of the encoders, on shipped texts."""
    from web.runtime.calibration import measure_shipped

    with progress("Texts measured") as measured:
        number = measure_shipped(read_settings(os.environ).home, to, measured)
    click.echo(f"The ranges in {to} were measured on {number} texts.")


@click.group()
def index() -> None:
    """Build or describe the index of the passages."""


@index.command()
def build() -> None:
    """Encode every passage, unless the index is there and current."""
    from web.accounts.console_trail import record_command
    from web.runtime.composition import build_tables, load_shared_resources, make_index

    settings = read_settings(os.environ)
    parts = load_shared_resources(settings)
    with progress("Texts encoded") as report:
        manifest, built = make_index(settings, report, parts)
    if built:
        record_command(settings.database_url, "act.build", "", f"{manifest.rows} vectors")
    built = build_tables(settings, parts) or built
    state = "was built" if built else "is up to date"
    click.echo(f"The index in {settings.index} {state}: {manifest.rows} vectors.")


@index.command()
def info() -> None:
    """Describe what the index was built from, and whether it is current."""
    from embeddings.index.storage import read_manifest
    from web.runtime.composition import check_ready

    settings = read_settings(os.environ)
    # The sources of a stale index are printed before the reason why it is stale.
    manifest = read_manifest(settings.index) if settings.index_server is None else None
    checked = None if manifest else check_ready(settings)
    for name in ("model", "dimension", "rows", "kind", "recall_at_10", "corpus_digest", "format"):
        if (value := getattr(manifest or checked, name)) is not None:
            click.echo(f"{name}: {value}")
    if manifest:
        check_ready(settings)
    click.echo("The index is up to date.")
