"""Wishes: an asset, works or hazardous area that somebody asks to come first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ploughshare.assets.assets import Asset, Works
from ploughshare.errors import CallError
from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.goals import Goal
from ploughshare.planning.left_out import not_planned
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.restoration import benefits_of_asset
from ploughshare.planning.situation import Situation
from ploughshare.planning.statements import Statement
from ploughshare.planning.terrain import serves_today

CLOSE = 4
"""Most records offered for a name that fits none."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall come first, and the name people use for it."""

    record_type: str
    record_id: str
    name: str

    @property
    def text(self) -> str:
        """``Dobrel school (AS-7)``; the id alone where it is the name."""
        return self.name if self.name == self.record_id else f"{self.name} ({self.record_id})"


def wishes(situation: Situation, names: Iterable[str], by: str) -> tuple[Wish, ...]:
    """
    The records that are meant, each once.

    Raises
    ------
    CallError
        When nobody's name is given for them, or a name fits no record, or several.
    """
    found = tuple(dict.fromkeys(_meant(situation, name) for name in names))
    if found and not by.strip():
        raise CallError("What comes first is a named person's decision.", remedy="Give --by NAME.")
    return found


def _meant(situation: Situation, text: str) -> Wish:
    """The record with an id, or else the only one with a name like it."""
    rows = list(_records(situation))
    wanted = text.strip().casefold()
    given = text.strip()
    fits = [row for row in rows if given in (row.record_id, f"{row.record_type}/{row.record_id}")]
    fits = fits or [
        row for row in rows if wanted in (row.record_id.casefold(), row.name.casefold())
    ]
    fits = fits or [row for row in rows if len(wanted) > 2 and wanted in row.name.casefold()]
    if not fits:
        names = {
            key: row for row in rows for key in (row.record_id.casefold(), row.name.casefold())
        }
        close = get_close_matches(wanted, names, n=CLOSE, cutoff=0.8)
        fits = list(dict.fromkeys(names[key] for key in close))
    if len(fits) == 1:
        return fits[0]
    if fits:
        offered = "; ".join(f"{r.record_type}/{r.record_id} ({r.name})" for r in fits[:CLOSE])
        raise CallError(
            f"{len(fits)} records fit {text!r}.", remedy=f"Give the id of one: {offered}."
        )
    raise CallError(
        f"No asset, works or hazardous area is like {text!r}.",
        remedy="plough show --as assets lists their ids; so do works and hazards.",
    )


def _groups(situation: Situation) -> dict[str, Mapping[str, Asset | Works | HazardousArea]]:
    return {"assets": situation.assets, "works": situation.works, "hazards": situation.hazards}


def _records(situation: Situation) -> Iterator[Wish]:
    for record_type, held in _groups(situation).items():
        for name, record in held.items():
            yield Wish(record_type, name, record.name)


def name_of(situation: Situation, record_type: str, record_id: str) -> str:
    """The name of an asset, works or a hazardous area; its id where it is not on record."""
    record = _groups(situation)[record_type].get(record_id)
    return record.name if record is not None else record_id


def require_planned(
    programme: Programme,
    said: Iterable[Statement],
    asked: Iterable[Wish],
) -> None:
    """
    Refuse a wish for something that cannot come first before anything is searched.

    Raises
    ------
    CallError
        The message says why, and what would help.
    """
    listed = list(asked)
    if listed:
        draft = formulate(programme, said)
        for wish in listed:
            require_goals(draft, wish)


def require_goals(draft: Draft, wish: Wish) -> tuple[Goal, ...]:
    """
    What reaches a wish.

    Raises
    ------
    CallError
        When nothing does; the message says why, and what would help.
    """
    found = goals_of(draft, wish)
    if not found:
        why = why_not(draft, wish)
        raise CallError(f"{wish.text} cannot come first: {why.because}.", remedy=why.remedy)
    return found


def goals_of(draft: Draft, wish: Wish) -> tuple[Goal, ...]:
    """
    What reaches a wish: the benefits of an asset, works done, an area released.

    An asset brings along what it needs, and so do works on it: the pump, its substation.

    Empty when nothing of it is left to do, or it is not planned.
    """
    programme, problem = draft.programme, draft.problem
    needs: dict[str, tuple[str, ...]] = {}
    for b, name in enumerate(problem.benefit_ids):
        of = problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist()
        needs[name] = tuple(problem.benefit_ids[n] for n in of)
    if wish.record_type == "assets":
        names = [n for n in benefits_of_asset(programme, wish.record_id) if n in draft.benefits]
        found = [Goal(draft.benefits[name].activity, needs[name]) for name in names]
    elif wish.record_type == "works":
        asset = programme.situation.works[wish.record_id].asset
        known = [needs[n] for n in benefits_of_asset(programme, asset) if n in needs]
        activity = programme.of_works.get(wish.record_id)
        found = [Goal(activity.id, known[0] if known else ())] if activity else []
    else:
        found = [Goal(each[-1].id) for each in [programme.of_hazard.get(wish.record_id)] if each]
    return tuple(goal for goal in found if goal.activity in draft.activities)


@dataclass(frozen=True, slots=True)
class NoGoal:
    """Why nothing reaches a wish, and what would help; ``done`` where nothing is left to do."""

    because: str
    remedy: str
    done: bool = False


def why_not(draft: Draft, wish: Wish) -> NoGoal:
    """Why nothing in a draft reaches a wish."""
    for row in not_planned(draft):
        if wish.record_id == row.record_id or wish.record_id in row.holds_up:
            return NoGoal(f"it is not planned, because {row.text}", row.remedy)
    situation = draft.programme.situation
    asset = situation.assets.get(wish.record_id) if wish.record_type == "assets" else None
    served = asset is not None and serves_today(asset)
    return NoGoal(
        "it serves already" if served else "nothing of it is left to do",
        "plough show tells what is recorded of it; correct that where it is not so.",
        done=True,
    )
