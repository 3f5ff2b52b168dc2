"""Installation of teaching: clustering, publisher, replays and replication of the question bank."""

from functools import partial

from fastapi import FastAPI

from web.background import Lifecycle
from web.desk.statistics import MissGroups
from web.http.site import AppState
from web.runtime.composition import SharedResources
from web.runtime.live_answerer import ReloadingAnswerer
from web.settings import Settings
from web.storage.database import Database
from web.teaching import (
    draft_page,
    group_page,
    proposals_page,
    publications_page,
    queue_page,
    replay_page,
)
from web.teaching.clustering_worker import ClusteringWorker
from web.teaching.miss_queries import find_groups
from web.teaching.proposal_cache import ProposalCache
from web.teaching.publisher import Publisher
from web.teaching.replays import Replays
from web.teaching.replication import ReplicationWorker

PAGES = (
    draft_page,
    replay_page,
    publications_page,
    proposals_page,
    queue_page,
    group_page,
)


def install_teaching(app: FastAPI, site: AppState, parts: SharedResources) -> None:
    """Install teaching with its pages; its workers start and end with the server.

    Without accounts nobody sees the clusters and nobody publishes, so the workers of clustering and
    replication are left out. Clustering needs the journal too.
    """
    settings, database = site.settings, site.database
    lifecycle = site.features.get(Lifecycle)
    has_accounts = settings.secret is not None
    if has_accounts and settings.journal:
        clustering = ClusteringWorker(database, site.answerer)
        lifecycle.add(clustering, clustering.worker, start=clustering.start)
    if has_accounts:
        replication = ReplicationWorker(settings, parts, database)
        lifecycle.add(replication, replication.worker, start=replication.start)
        site.features.add(replication)
    live = site.answerer if isinstance(site.answerer, ReloadingAnswerer) else None
    publisher = Publisher(settings, parts, database, live.refresh if live else None)
    replays = Replays(publisher, database)
    lifecycle.add(replays, replays.worker, replays.heart)
    site.features.add(publisher)
    site.features.add(replays)
    site.features.add(ProposalCache())
    if has_accounts and settings.journal:
        site.features.add(MissGroups(partial(find_groups, database)))
    for page in PAGES:
        app.include_router(page.router)


def follow_once(settings: Settings, parts: SharedResources) -> None:
    """Synchronize before a server starts; a failure is logged and the folder used as it is."""
    database = Database(settings.database_url)
    try:
        ReplicationWorker(settings, parts, database).step()
    finally:
        database.close()
