"""Pages ``/admin/acts/uploads``: send a file, describe it, see its preview, publish or discard it.

A file is sent to an address of its own, ``/admin/acts/files``, where larger bodies are taken.
"""

import re
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from data.metadata import Sidecar
from data.model import LANGUAGES
from data.readers.encoding import MAX_BYTES
from web.accounts.auth import Admin
from web.accounts.models import record_audit
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.administration.acts_page import PAGE, ActAdministration, show_acts
from web.administration.law_changes import CHANGE_OF, Order
from web.administration.uploads import FIELDS, Upload, UploadKind
from web.http.middleware import MAX_BODY_BYTES
from web.http.problems import Problem, ProblemError
from web.http.requests import Text, redirect
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False, prefix="/admin/acts")

FILES = "/admin/acts/files"
MAX_FILE_BODY = MAX_BYTES + MAX_BODY_BYTES
FILE_SECONDS = 300.0
"""Bytes and seconds of a request with a file."""


async def _form(request: Request, _: Admin) -> FormData:
    """Return the fields of a form; that it is read here keeps others from sending a file."""
    return await request.form()


@router.post("/files")
def add_file(
    request: Request, site: StateOf, account: Admin, form: Annotated[FormData, Depends(_form)]
) -> Response:
    """Stage a file; nothing of it is live before it is published."""
    sent, of = form.get("file"), form.get("of")
    administration = site.features.get(ActAdministration)
    try:
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise ProblemError(Problem(422, "upload_missing"))
        act = next((each for each in site.corpus.acts if each.id == of), None)
        upload = administration.staging.add(
            sent.filename, sent.file, account.name, act.id if act else ""
        )
    except ProblemError as error:
        return show_acts(request, site, account, error.problem)
    finally:
        if isinstance(sent, UploadFile):
            sent.file.close()
    with site.database.begin() as session:
        record_audit(session, account.name, "act.upload", upload.name, upload.digest)
    if act is not None and upload.kind is not UploadKind.ACT:
        # As a file of aids is named in a folder of acts: ACT.aids.LANGUAGE.jsonl.
        named = re.search(r"\.aids\.([a-z]{2})\.jsonl$", upload.name)
        language = named[1] if named and named[1] in LANGUAGES else ""
        administration.staging.describe(upload, {"id": act.id, "language": language})
    elif act is not None:
        same = Sidecar(act.id, act.title, act.language, act.kind, parallel_of=act.parallel_of)
        fields = {name: str(getattr(same, name, None) or "") for name in FIELDS}
        fields["names"] = "; ".join(act.names)
        administration.staging.describe(upload, fields)
    return redirect(request, f"{PAGE}/uploads/{upload.id}")


@router.get("/uploads/{upload}")
def upload_page(request: Request, site: StateOf, account: Admin, upload: str) -> Response:
    """Show a staged file with its description and its preview."""
    found = site.features.get(ActAdministration).staging.load(upload)
    return _page(request, site, account, found)


@router.post("/uploads/{upload}/read")
def read_file(
    request: Request,
    site: StateOf,
    account: Admin,
    upload: str,
    form: Annotated[FormData, Depends(_form)],
) -> Response:
    """Store the description and read the file with it, in the sandboxed reader."""
    administration = site.features.get(ActAdministration)
    staging = administration.staging
    fields = {name: cast(str, form.get(name)) for name in FIELDS if isinstance(form.get(name), str)}
    if any(len(value) > MAX_FIELD for value in fields.values()):
        raise ProblemError(Problem(422, "malformed"))
    found = staging.describe(staging.load(upload), fields)
    try:
        administration.reader.read(found)
    except ProblemError as error:
        return _page(request, site, account, found, error.problem)
    return redirect(request, f"{PAGE}/uploads/{upload}")


@router.post("/uploads/{upload}/publish")
def publish(
    request: Request,
    site: StateOf,
    account: Admin,
    upload: str,
    base: Text = "",
    accept: Text = "",
) -> Response:
    """Publish a file as it was previewed on the acts of the state ``base``."""
    administration = site.features.get(ActAdministration)
    found = administration.staging.load(upload)
    order = Order(
        CHANGE_OF[found.kind],
        account.name,
        upload=found.id,
        base=base,
        accepts_warnings=accept == "yes",
    )
    try:
        administration.changes.start(order)
    except ProblemError as error:
        return _page(request, site, account, found, error.problem)
    return redirect(request, PAGE)


@router.post("/uploads/{upload}/discard")
def discard(request: Request, site: StateOf, account: Admin, upload: str) -> Response:
    """Delete a staged file."""
    staging = site.features.get(ActAdministration).staging
    found = staging.load(upload)
    staging.discard(found.id)
    with site.database.begin() as session:
        record_audit(session, account.name, "act.discard", found.name, found.digest)
    return redirect(request, PAGE)


MAX_FIELD = 2000
"""Characters of a field of the description."""


def _page(
    request: Request,
    site: AppState,
    account: Account,
    upload: Upload,
    problem: Problem | None = None,
) -> Response:
    context = {
        "upload": upload,
        "preview": upload.preview,
        "fields": {name: upload.fields.get(name, "") for name in FIELDS},
        "others": [act for act in site.corpus.acts if act.id != upload.fields.get("id")],
        "is_serious": any(each["serious"] for each in (upload.preview or {}).get("warnings", ())),
        "acts": site.corpus.acts,
    }
    is_act = upload.kind is UploadKind.ACT
    template = "administration/upload.html" if is_act else "administration/supplement.html"
    return staff_page(request, account, template, context, problem=problem)
