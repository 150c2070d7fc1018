"""Whether all is well, for what watches the site: a load balancer, a supervisor, an upgrade."""

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry.queries.replicas import replicas

SILENT = "the database does not answer"


@never_cache
@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer "ok" while a database answers; 503 tells a load balancer to look elsewhere."""
    return told("ok") if answering() else told(SILENT, status=503)


@never_cache
@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer "ready" once the tables are those of this version; 503 while a migration waits.

    Where there are replicas, a line for each server follows. One that serves is enough.
    """
    alias = answering()
    if alias is None:
        return told("\n".join([SILENT, *servers(None)]), status=503)
    executor = MigrationExecutor(connections[alias])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in waiting)
        return told(f"migrations wait: {names}", status=503)
    return told("\n".join(["ready", *servers(alias)]))


def answering() -> str | None:
    """Give a database that can be read now: the primary, or else a replica."""
    replicas.look()
    fit = [replica.alias for replica in replicas.replicas if replica.is_fit]
    for alias in (DEFAULT_DB_ALIAS, *fit):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except (DatabaseError, InterfaceError):
            connections[alias].close()
        else:
            return alias
    return None


def servers(alias: str | None) -> list[str]:
    """Tell of each server, where there are several; none by its address."""
    if not replicas.replicas:
        return []
    primary = "answers" if alias == DEFAULT_DB_ALIAS else "does not answer"
    return [
        f"primary {primary}",
        *(f"{replica.alias} {replica.words}" for replica in replicas.replicas),
    ]


def told(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
