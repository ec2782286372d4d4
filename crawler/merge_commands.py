"""`kliping merge`: its words are read here and handed on as values."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.terminal import FAILED, CommandError, choose, database_faults, holding


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--into", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The new file.")
@click.option("--force", is_flag=True, help="Overwrite the new file.")
def merge(files: tuple[Path, ...], into: Path, force: bool) -> None:
    """Join the news.db of several machines into a new file. Kept pages stay where they are."""
    from pipelines.merge import MergeError
    from pipelines.merge import merge as merge_files

    choices = choose()
    ours = into.absolute() == choices.database
    try:
        with holding(choices, unless=not ours), database_faults():
            merged = merge_files([file.absolute() for file in files], into.absolute(), force=force)
    except MergeError as error:
        raise CommandError(str(error), FAILED) from error
    except OSError as error:
        raise CommandError(f"{error.filename or into}: cannot be written: {error.strerror}", FAILED) from error
    click.echo(
        f"{into}: {merged.articles} articles, {merged.versions} versions, {merged.links} links,"
        f" {merged.removed} of them taken out"
    )
