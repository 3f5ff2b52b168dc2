"""Reading of staged files: the preview, or the trouble, that is stored with an upload."""

from threading import Lock

from data.corpus import Corpus
from data.errors import BaptaError
from data.ingest import ReadAct, read_act
from web.administration.act_preview import preview_act
from web.administration.supplements import read_supplement
from web.administration.uploads import Staging, Upload, UploadKind, public_sentence
from web.http.problems import Problem, ProblemError
from web.runtime.sources import Sources
from web.settings import Settings


class PreviewReader:
    """Reader of staged files, one at a time: each may take 2 GB of memory. Threads may share it."""

    def __init__(self, settings: Settings, sources: Sources, staging: Staging) -> None:
        self._settings = settings
        self._sources = sources
        self._staging = staging
        self._reading = Lock()

    def read(self, upload: Upload) -> Upload:
        """Read an upload as the commands do, and store its preview or the trouble.

        Raises ProblemError (503) while another one is read.
        """
        if not self._reading.acquire(blocking=False):
            raise ProblemError(Problem(503, "reading_busy"))
        try:
            corpus = self._sources.corpus()
            if upload.kind is UploadKind.ACT:
                file, sidecar = self._staging.file(upload), upload.sidecar()
                preview = preview_act(file, sidecar, self._settings.acts, corpus, upload.column)
            else:
                supplement = read_supplement(self._settings, self._staging, upload, corpus)
                preview = supplement.preview
            return self._staging.note(upload, preview=preview)
        except BaptaError as error:
            said = public_sentence(error, upload, self._staging.file(upload))
            return self._staging.note(upload, trouble=said)
        finally:
            self._reading.release()


def read_upload(settings: Settings, staging: Staging, upload: Upload, corpus: Corpus) -> ReadAct:
    """Read an upload; store nothing. Raises SourceError, and other errors of unknown acts."""
    file = staging.file(upload)
    return read_act(file, upload.sidecar(), settings.acts, corpus, upload.column)
