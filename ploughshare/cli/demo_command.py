"""``plough demo``: an invented region from its files to its plan book, by ordinary commands."""

import shlex
import shutil
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ploughshare.cli.output import say, tell
from ploughshare.errors import CallError, StorageError

FIRST_DAY = "2026-03-02"
"""Day of the invented data, and first day of its plan."""

MARK = "made-by-plough-demo.txt"
"""A folder with this file may be replaced by the next demonstration."""

VILLAGE_ITERATIONS = 20_000
SECONDS = {"region": 60.0, "national": 90.0}
"""Seconds for the plan by size; that of a country takes half of it to state its problem."""


PUBLISHED = tuple(
    word for name in ("places", "roads", "assets", "damage", "hazards") for word in ("--as", name)
)
"""What the demonstration's authority publishes of its invented region."""


class Size(StrEnum):
    """How large the region is: about 100, about 10,000 or about 100,000 pieces of work."""

    village = "village"
    region = "region"
    national = "national"


def demo_command(run: Callable[[list[str]], int]) -> Callable[..., int]:
    """The command; ``run`` carries out one command line of ``plough`` and gives its exit code."""

    def demo(
        out: Annotated[Path, typer.Option(help="Folder to fill.")] = Path("demo"),
        size: Annotated[Size, typer.Option(help="How large the region is.")] = Size.village,
        seed: Annotated[int, typer.Option(min=0, help="Seed of the region.")] = 1,
        time_limit: Annotated[
            float | None, typer.Option(min=1, help="Seconds for the plan [default: by size].")
        ] = None,
    ) -> int:
        """
        Build an invented border region from its files, plan it, and write its plan book.

        Every step is an ordinary command, printed before it runs. The folder then
        holds the files, the registry, problem, schedule and plan, the plan book, a
        map, and a GeoPackage for QGIS. That of a country is written beside its plan.

        Examples:

            plough demo

            plough demo --size region --out region-demo

            plough demo --size national --out national-demo
        """
        from ploughshare.cli.beside import beside
        from ploughshare.cli.stopping import restart_clock
        from ploughshare.usecases.example_region import (
            NATION_OF_OPERATION,
            REGION_NAME,
            REGION_OF_OPERATION,
            generate,
        )
        from ploughshare.usecases.remembered import remembering

        _make_room(out)
        files = generate(size.value, seed, out / "files")
        registry, plan = str(out / "region.plough"), str(out / "plan.json")
        frame = NATION_OF_OPERATION if size is Size.national else REGION_OF_OPERATION
        box = ",".join(f"{degree:g}" for degree in frame)
        at = ["--registry", registry]
        who = ["--author", "demonstration"]
        stop = ["--time-limit", f"{time_limit or SECONDS.get(size.value, 0.0):g}"]
        if size is Size.village and time_limit is None:
            stop = ["--iterations", str(VILLAGE_ITERATIONS)]
        lines = [["init", registry, "--name", REGION_NAME, "--region", box, "--invented", *who]]
        for file in files:
            layer = ["--layer", file.layer] if file.layer else []
            given = ["import", str(file.path), "--as", file.record_type, *layer, *file.options]
            lines.append([*given, "--yes", *at, *who])
        made = ["--out", plan, "--problem-out", str(out / "problem.json.gz"),
                "--schedule-out", str(out / "schedule.json")]  # fmt: skip
        planned = [
            ["plan", "--start", FIRST_DAY, *stop, *made, *at, *who],
            ["report", "plan-book", "--out", str(out / "plan-book.pdf"), *at],
            ["report", "map", "--out", str(out / "map.svg"), *at],
            ["publish", *PUBLISHED, "--plan", "--reason", "The region is invented", *at, *who],
        ]
        export = ["export", str(out / "region.gpkg"), *at]

        def carried_out(arguments: list[str]) -> int:
            tell(f"$ plough {shlex.join(arguments)}")
            restart_clock()
            return run(arguments)

        with remembering():
            code = _first_failure(map(carried_out, lines))
            if code == 0 and size is Size.national:
                tell(f"$ plough {shlex.join(export)} &")
                with beside(export) as finish:
                    code = _first_failure(map(carried_out, planned)) or finish()
            elif code == 0:
                code = _first_failure(map(carried_out, [*planned, export]))
            if code != 0:
                tell(f"The demonstration stops: the command above ended with {code}.")
                return code
            _say_what_next(out, registry)
        return 0

    return demo


def _first_failure(codes: Iterable[int]) -> int:
    """The first exit code that is not 0, of commands carried out up to it; 0 where all are done."""
    return next(filter(None, codes), 0)


def _make_room(out: Path) -> None:
    """An empty folder; one that an earlier demonstration filled is emptied first."""
    if out.is_dir() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise CallError(
                f"The folder {out} is not empty.", remedy="Name another one with --out."
            )
        shutil.rmtree(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        text = "This folder was filled by 'plough demo'; the next one may replace it.\n"
        (out / MARK).write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"The folder {out} cannot be made: {error.strerror}.", remedy="Name another one."
        ) from None


def _say_what_next(out: Path, registry: str) -> None:
    from ploughshare.registry.registry import Registry
    from ploughshare.usecases.plan import load_plan

    with Registry.open(Path(registry)) as opened:
        plan = load_plan(opened)
    first = max(plan.benefits, key=lambda benefit: benefit.weight * benefit.step, default=None)
    what = first.id if first else "ITEM"
    say()
    say(f"In {out}: region.plough, problem.json.gz, schedule.json, plan.json, plan-book.pdf,")
    say("map.svg, region.gpkg, and the files it all came from. Try next:")
    say(f"  plough explain {what} --registry {registry}")
    say(f"  plough serve --demo --open --registry {registry}")
    say(f"  plough findings --registry {registry}")
    say(f"  plough verify {out / 'problem.json.gz'} {out / 'schedule.json'}")
    say(f"  plough report founding-question --out {out / 'question.pdf'} --registry {registry}")
