"""Page ``/admin/acts``: acts and their editions, staged uploads, the running change.

Also the installation of the administration of acts.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from data.errors import SourceError
from data.model import LANGUAGES, Act
from data.readers.extract import FORMATS
from data.reading_aids import AidsLibrary, aids_sheet
from web.accounts.auth import Admin
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.administration.change_record import ChangeKind
from web.administration.editions import StoredAct, stored_acts, withdrawn_editions
from web.administration.law_changes import LawChanges, Order
from web.administration.preview import PreviewReader
from web.administration.supplements import act_file_of, stored_aids
from web.administration.uploads import SUFFIXES, Staging
from web.background import Lifecycle
from web.http.problems import Problem, ProblemError
from web.http.requests import redirect
from web.http.site import AppState, StateOf
from web.runtime.composition import SharedResources
from web.runtime.live_answerer import ReloadingAnswerer

router = APIRouter(include_in_schema=False, prefix="/admin/acts")

PAGE = "/admin/acts"


@dataclass(frozen=True, slots=True)
class ActAdministration:
    """Staged uploads, their reader, and the changes of the acts."""

    staging: Staging
    reader: PreviewReader
    changes: LawChanges


def install_administration(site: AppState, parts: SharedResources) -> None:
    """Install the administration of acts; without accounts nobody reaches it."""
    live = site.answerer if isinstance(site.answerer, ReloadingAnswerer) else None
    changes = LawChanges(
        site.settings, parts, site.database, live.refresh if live is not None else None
    )
    staging = Staging(site.settings.home)
    reader = PreviewReader(site.settings, parts.sources, staging)
    site.features.add(ActAdministration(staging, reader, changes))
    site.features.get(Lifecycle).add(changes, changes.worker)


@router.get("")
def acts_page(request: Request, site: StateOf, account: Admin) -> Response:
    """Show the acts with what can be done to them."""
    return show_acts(request, site, account)


@router.get("/{act}/aids/{language}")
def aids_file(site: StateOf, account: Admin, act: str, language: str) -> Response:
    """Return every part of an act with its translation, as a file to complete and to upload."""
    found = site.corpus.act(act)
    if language not in LANGUAGES or language == found.language:
        raise ProblemError(Problem(404, "not_found"))
    aids = stored_aids(site.settings.acts, found, language)
    content = "".join(f"{line}\n" for line in aids_sheet(found, aids))
    return _download(content.encode(), f"{found.id}.aids.{language}.jsonl")


@router.get("/{act}/errata")
def errata_file(site: StateOf, account: Admin, act: str) -> Response:
    """Return the errata of the current edition of an act, as a file to complete and to upload."""
    path = act_file_of(site.settings.acts, act).errata
    return _download(path.read_bytes() if path.exists() else b"", f"{act}.errata.toml")


def _download(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/plain; charset=utf-8", headers=headers)


@router.post("/build")
def build_index(request: Request, site: StateOf, account: Admin) -> Response:
    """Build the index of the stored acts, and load it."""
    return start_change(request, site, account, Order(ChangeKind.BUILD, account.name))


@router.post("/{act}/take-back")
def withdraw(request: Request, site: StateOf, account: Admin, act: str) -> Response:
    """Take the current edition of an act back, so that the one before is current again."""
    return start_change(request, site, account, Order(ChangeKind.WITHDRAW, account.name, act))


@router.post("/withdrawn/{name}/put-back")
def put_back(request: Request, site: StateOf, account: Admin, name: str) -> Response:
    """Put a withdrawn edition back."""
    return start_change(request, site, account, Order(ChangeKind.PUT_BACK, account.name, name))


def start_change(request: Request, site: AppState, account: Account, order: Order) -> Response:
    """Start a change and go to the page that shows its progress."""
    try:
        site.features.get(ActAdministration).changes.start(order)
    except ProblemError as error:
        return show_acts(request, site, account, error.problem)
    return redirect(request, PAGE)


def show_acts(
    request: Request, site: AppState, account: Account, problem: Problem | None = None
) -> Response:
    """Return the page, with a ``problem`` if there is one."""
    administration = site.features.get(ActAdministration)
    loaded = {act.id: act for act in site.corpus.acts}
    acts: tuple[StoredAct, ...] = ()
    trouble = ""
    try:
        acts = stored_acts(site.settings.acts)
    except SourceError as error:
        # A file that was changed on the server: what is loaded is answered from nevertheless.
        trouble = str(error)
    context = {
        "trouble": trouble,
        "acts": acts,
        "loaded": loaded,
        "aids": {act.id: _aid_counts(site, act) for act in site.corpus.acts},
        "change": administration.changes.last(),
        "uploads": administration.staging.all(),
        "withdrawn": withdrawn_editions(site.settings.acts),
        "formats": FORMATS,
        "supplement_formats": SUFFIXES[len(FORMATS) :],
    }
    return staff_page(request, account, "administration/acts.html", context, problem=problem)


def _aid_counts(site: AppState, act: Act) -> dict[str, tuple[int, int]]:
    """Return the numbers of reading aids of an act that are shown and left out, by language."""
    library = site.features.get(AidsLibrary)
    found = {language: library.aids(act, language) for language in LANGUAGES}
    counts = {language: (len(aids.texts), len(aids.unused)) for language, aids in found.items()}
    return {language: both for language, both in counts.items() if any(both)}
