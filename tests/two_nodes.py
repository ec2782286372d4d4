"""A Ray cluster of two nodes on this machine, in a process of its own: prints its address, kills a node when told to.

    python -m tests.two_nodes

Each node has one core, so that two pieces are read at once, one on each. A line on standard input kills the second
node with everything on it, as a power cut would; the end of standard input ends the cluster.
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

SMALL: dict[str, Any] = {
    "num_cpus": 1,
    "object_store_memory": 80 << 20,
    "memory": 2 << 30,
    "node_ip_address": "127.0.0.1",
}


def main() -> None:
    """Start, tell, kill, end."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    from ray.cluster_utils import Cluster

    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        head = {**SMALL, "include_dashboard": False, "temp_dir": folder}
        cluster = Cluster(initialize_head=True, head_node_args=head)
        second = cluster.add_node(**SMALL)
        try:
            print(cluster.address, flush=True)
            for _ in sys.stdin:
                cluster.remove_node(second, allow_graceful=False)
                print("killed", flush=True)
        finally:
            cluster.shutdown()


if __name__ == "__main__":
    main()
