"""Routes of the application with their parameters and roles, read from the application itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIRouter
from pydantic import BaseModel
from starlette.testclient import TestClient

from web.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """A route by method and path, with the names of its parameters.

    ``role`` is what its dependencies demand, None for a public route; ``members`` are those of a
    JSON body.
    """

    method: str
    path: str
    role: Role | None
    queries: tuple[str, ...]
    fields: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(client: TestClient) -> tuple[RouteFacts, ...]:
    """Return all routes of the client's application but those of its OpenAPI document."""
    facts = [
        fact
        for included in client.app.routes  # type: ignore[attr-defined]
        if isinstance(router := getattr(included, "original_router", None), APIRouter)
        for route in router.routes
        if isinstance(route, APIRoute)
        for fact in _facts(route)
    ]
    assert len(facts) > 60, "The routes are no longer found."
    return tuple(facts)


def _facts(route: APIRoute) -> Iterator[RouteFacts]:
    dependants = tuple(_flat(route.dependant))
    bodies = [each for one in dependants for each in one.body_params]
    queries = [each for one in dependants for each in one.query_params]
    models = [
        kind
        for each in bodies
        if isinstance(kind := each.field_info.annotation, type) and issubclass(kind, BaseModel)
    ]
    roles = tuple(role for one in dependants for role in _roles(one))
    assert len(set(roles)) <= 1, route.path
    for method in sorted(set(route.methods or ()) - {"HEAD"}):
        yield RouteFacts(
            method,
            route.path,
            roles[0] if roles else None,
            tuple(dict.fromkeys(each.alias for each in queries)),
            () if models else tuple(dict.fromkeys(each.alias for each in bodies)),
            tuple(name for model in models for name in model.model_fields),
        )


def _flat(dependant: Dependant) -> Iterator[Dependant]:
    """Yield a dependant and all that it depends on."""
    yield dependant
    for each in dependant.dependencies:
        yield from _flat(each)


def _roles(dependant: Dependant) -> Iterator[Role]:
    """Yield the role that :func:`web.accounts.auth.require_role` closed over."""
    if getattr(dependant.call, "__qualname__", "").startswith("require_role."):
        cells = getattr(dependant.call, "__closure__", None) or ()
        yield from (each.cell_contents for each in cells if isinstance(each.cell_contents, Role))
