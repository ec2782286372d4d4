"""`kliping serve`: its words are read here and handed on as values.

What the command needs is imported when it runs.
"""

from __future__ import annotations

import ipaddress
import socket
from contextlib import closing

import click

from crawler.terminal import FAILED, CommandError, choose, database_faults

#: A port that no other program is known for; Datasette's own is 8001.
PORT = 8421


@click.command()
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="The address to listen at; this machine's own.")
@click.option("--port", default=PORT, type=click.IntRange(0, 65535), help=f"The port; {PORT} if not given, 0 for any.")
@click.option("--open", "browse", is_flag=True, help="Open it in the browser.")
@click.option("--public", is_flag=True, help="Let others in: needed for an address that is not this machine's own.")
def serve(host: str, port: int, browse: bool, public: bool) -> None:
    """Open the reading room: the file in a browser, to read only, while crawls go on."""
    own = is_own(host)
    if not own and not public:
        raise CommandError(f"--host {host}: others could read the file there; add --public if that is meant")
    try:
        import uvicorn

        from analysis.room import open_room
    except ImportError as error:
        raise CommandError(
            f"the room needs Datasette; {error.name} is missing: `.venv/bin/python -m pip install -e '.[serve]'`"
        ) from error
    from pipelines.db import open_reader
    from pipelines.schema import news

    choices = choose()
    with database_faults():
        open_reader(choices.database, news).close()
    hosts = frozenset({"localhost", "127.0.0.1", "::1", host.lower()}) if own else None
    with closing(listen(host, port)) as listening:
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
        click.echo(f"The reading room is open at {address} (Ctrl+C closes it)")
        if browse:
            click.launch(address)
        room = open_room(choices.database, hosts=hosts)
        config = uvicorn.Config(room.app(), lifespan="on", log_level="warning", access_log=False)
        try:
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:  # how Ctrl+C leaves uvicorn once it has closed everything
            return


def is_own(host: str) -> bool:
    """Whether an address is this machine's own, which nobody else can reach."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens, or a message that says why it cannot."""
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server(address[:2], family=kind)
    except (OSError, UnicodeError) as error:
        raise CommandError(f"--host {host} --port {port}: {error}; try another port, or 0 for any", FAILED) from error
    return listening
