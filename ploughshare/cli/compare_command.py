"""``plough compare``: what one plan changes against another."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ploughshare.cli.options import DEFAULT_REGISTRY, JsonOption, RegistryOption
from ploughshare.cli.output import say, say_json
from ploughshare.errors import CallError


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="Plan file or id.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Plan file or id.")],
    out: Annotated[
        Path | None, typer.Option(help="Also write it: a workbook (.xlsx) or JSON (.json).")
    ] = None,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Say what plan B changes against plan A: by service, community and date.

    Human-days are people times the working days by which a service comes sooner, counted once
    for each service. A plan of a scenario is named as such.

    Examples:

        plough compare plan.json announced.json

        plough compare P-1 P-3 --out compared.xlsx
    """
    import json

    from ploughshare.planning.compare import Comparison
    from ploughshare.planning.compare_text import lines
    from ploughshare.usecases.files import require_place, write_bytes
    from ploughshare.usecases.plan import load_plan, open_for_plan

    if out is not None:
        require_place(out)
        if out.suffix.lower() not in {".xlsx", ".json"}:
            raise CallError(f"{out.name} is neither a workbook nor JSON.",
                            remedy=f"Name it {out.with_suffix('.xlsx').name}.")  # fmt: skip
    plans = []
    for name in (first, second):
        with open_for_plan(registry, name) as opened:
            plans.append(load_plan(opened, name))
    found = Comparison(*plans)
    if out is not None and out.suffix.lower() == ".xlsx":
        from ploughshare.reports.comparison import comparison_workbook

        write_bytes(out, comparison_workbook(found, (first, second), datetime.now().date()))
    elif out is not None:
        text = json.dumps(found.document(), ensure_ascii=False, indent=1)
        write_bytes(out, f"{text}\n".encode())
    if as_json:
        say_json(found.document())
        return
    for text in lines(found, (first, second)):
        say(text)
