"""Ray: tasks come in, their results go out as they are ready, from this machine's cores or from a cluster.

Ray's own answer to a worker or machine that dies is used and nothing else: the task is done again elsewhere. What tasks
write must therefore be the same however often they run. Ray listens on ports: a cluster of our own on the loopback
address alone, with a token that only this run knows and without the dashboard; of a given one its owner decides.
"""

from __future__ import annotations

import logging
import os
import secrets
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: What a worker asks for. Measured on the corpus's mirror a worker takes 0.5 GB.
MEMORY = 1 << 30
#: Objects between tasks are notes of a few kB.
OBJECTS = 100 << 20
#: A task whose worker died so often more is left: something in its piece ends whoever reads it.
TRIES = 5
LOOPBACK = "127.0.0.1"

Row = dict[str, str]


class ClusterError(Exception):
    """A cluster that cannot be reached: the message says what to try."""


@contextmanager
def cluster(address: str | None, workers: int | None, ship: Sequence[Path]) -> Iterator[int]:
    """Ray, on this machine or at an address, with our packages shipped there; yields how many tasks run at once."""
    _prepare(address)
    import ray

    common: dict[str, Any] = {"logging_level": logging.WARNING, "log_to_driver": False}
    if address is None:
        cores = workers or os.cpu_count() or 1
        ray.init(
            address="local", num_cpus=cores, include_dashboard=False, object_store_memory=OBJECTS,
            _node_ip_address=LOOPBACK, **common,
        )  # fmt: skip
    else:
        try:
            ray.init(address=address, runtime_env={"py_modules": [str(path) for path in ship]}, **common)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise ClusterError(f"--address {address}: no cluster answers there: {error}") from error
        resources: dict[str, float] = ray.cluster_resources()
        cores = int(resources.get("CPU", 1))
    try:
        yield workers or cores
    finally:
        ray.shutdown()


def _prepare(address: str | None) -> None:
    """Choices that Ray reads from the environment when it is imported."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it would tell its makers of every run
    if address is None:
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))  # read once a process
    if address is None or address.rpartition(":")[0] in (LOOPBACK, "localhost"):
        # So it is on Windows and macOS. Else it takes this machine's outer address for its own, whatever it is told.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"


def run(task: Callable[..., Row], rows: Sequence[Row], at_once: int, **more: Any) -> Iterator[Row]:
    """The results of a task over rows, each by itself, in the order in which they are ready.

    A row whose worker died more often than Ray tries again gives no result, nor does one whose task broke.
    """
    import ray.data
    from ray.data import DataContext, TaskPoolStrategy
    from ray.util.annotations import RayDeprecationWarning

    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_options.preserve_order = False
    context.max_errored_blocks = -1
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    with warnings.catch_warnings():  # 2.60 names no other way to say how often; the version is held in pyproject.toml
        warnings.simplefilter("ignore", RayDeprecationWarning)
        data = ray.data.from_items(list(rows), override_num_blocks=len(rows)).map(
            task,
            fn_kwargs=more,
            compute=TaskPoolStrategy(size=min(at_once, len(rows))),
            num_cpus=1,
            memory=MEMORY,
            max_retries=TRIES,
        )
    yield from data.iter_rows()
