"""Ray on this machine: it can be reached from nowhere else, and what it is given is done."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytest.importorskip("ray", reason="the extra `ray` is not installed: `make ray`")

from tests.lakes import unmeasured
from tests.site import PATIENCE, ROOT

CODE = """
import json, os
from pathlib import Path
from pipelines.cluster import cluster, run

def task(row, *, more):
    return {"said": row["word"] + more}

def ours():
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[status.parent.name] = status.read_text().rpartition(")")[2].split()[1]
        except OSError:  # it ended meanwhile
            continue
    found = {str(os.getpid())}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found

def sockets(pid):
    for handle in Path("/proc", pid, "fd").glob("*"):
        try:
            yield os.readlink(handle)
        except OSError:
            continue

def listening():
    held = {name for pid in ours() for name in sockets(pid)}
    for kind in ("tcp", "tcp6"):
        for line in Path("/proc/net", kind).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in held:
                yield fields[1].rpartition(":")[0]

if __name__ == "__main__":
    with cluster(None, 1, ()) as at_once:
        said = sorted(row["said"] for row in run(task, [{"word": "satu"}, {"word": "dua"}], at_once, more="!"))
        hosts = sorted(set(listening()))
    print(json.dumps({"said": said, "at_once": at_once, "hosts": hosts}))
"""
#: 127.0.0.1, as the kernel writes it, and as an address of IPv6.
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who listens where in /proc")
def test_it_listens_on_the_loopback_address_alone() -> None:
    command = [sys.executable, "-W", "ignore", "-c", CODE]
    done = subprocess.run(
        command, cwd=ROOT, env=unmeasured(), capture_output=True, text=True, timeout=3 * PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["said"], told["at_once"]) == (["dua!", "satu!"], 1)
    assert told["hosts"]
    assert set(told["hosts"]) <= LOOPBACK
