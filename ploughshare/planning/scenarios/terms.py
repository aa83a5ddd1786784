"""What a scenario's plan assumes: which contributions, which teams of them, what they need."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from shapely import Point

from ploughshare.pledges.ladder import Standing
from ploughshare.workforce.teams import Organisation, Team

if TYPE_CHECKING:
    from ploughshare.planning.situation import Situation

OF_RECORD = "in-country"
"""Name of the scenario of plans of record: teams in the country only."""


@dataclass(frozen=True, slots=True)
class Counted:
    """
    A contribution that a scenario counts as if it came.

    Parameters
    ----------
    rung
        Where it stands by its steps.
    said
        How many there are to be, as stated, in ``unit``.
    people
        How many of them the scenario lets come.
    source
        Title of the document it stands in; empty when none is on record.
    ready_on
        First day on which any of its teams works; ``None`` when none does.
    teams
        Number of teams that work in the plan.
    on_record
        Whether they are teams on record, in place of invented ones.
    """

    id: str
    giver: str
    role: str
    rung: str
    said: float
    unit: str
    people: int
    source: str
    ready_on: date | None
    teams: int
    on_record: bool = False


@dataclass(frozen=True, slots=True)
class Owned:
    """
    An assumption that somebody answers for.

    Parameters
    ----------
    about
        Id of the contribution; empty for all.
    what, value, low, high
        As printed; ``low`` and ``high`` are empty where no range is known.
    source
        Where the value comes from: the scenario's file, the record, or who gave the default.
    """

    about: str
    what: str
    value: str
    low: str
    high: str
    source: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """
    What the teams of a scenario need beside themselves.

    Parameters
    ----------
    what
        In a few words, with its unit.
    needed, low, high
        Best value and range.
    promised
        How much of it anybody promises.
    because
        The sum as it was reckoned: ``81 teams x 1 (1 to 2)``.
    source
        Who gives the figure.
    """

    what: str
    needed: int
    low: int
    high: int
    promised: int
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class AddedTeam:
    """A team that only a scenario has; its base is a place in degrees WGS 84."""

    id: str
    contribution: str
    kinds: tuple[str, ...]
    people: int
    from_on: date
    to_on: date | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class ScenarioTerms:
    """
    Everything a scenario's plan assumes.

    Parameters
    ----------
    name
        Of the scenario; never that of plans of record.
    owner, as_of
        Who answers for its assumptions, and since when.
    counted, assumed, needs, teams
        Contributions, assumptions, what is missing, and the teams that are added.
    """

    name: str
    owner: str
    as_of: date
    counted: tuple[Counted, ...]
    assumed: tuple[Owned, ...]
    needs: tuple[Shortfall, ...]
    teams: tuple[AddedTeam, ...]

    @property
    def by(self) -> str:
        """Who assumes, and since when, as it is printed beside each assumption."""
        return f"assumed by {self.owner}, {self.as_of.day} {self.as_of:%b %Y}"


def under(situation: "Situation", terms: ScenarioTerms) -> "Situation":
    """The situation as it would be if what the scenario counts came."""
    given = {each.id: each for each in terms.counted}
    added = {each.id: _team(each) for each in terms.teams}
    digest = hashlib.sha256(situation.sha256.encode())
    digest.update(repr(terms).encode())
    return replace(
        situation,
        teams={**situation.teams, **added},
        organisations={
            **situation.organisations,
            **{f"giver/{name}": Organisation(f"giver/{name}", each.giver, (), ())
               for name, each in given.items()},
        },
        contributions={
            **situation.contributions,
            **{name: Standing("accredited", {"accredited": each.ready_on})
               for name, each in given.items() if each.ready_on is not None},
        },
        terms=terms,
        sha256=digest.hexdigest(),
    )  # fmt: skip


def _team(added: AddedTeam) -> Team:
    return Team(
        id=added.id,
        name=added.id,
        organisation=f"giver/{added.contribution}",
        kinds=added.kinds,
        people=added.people,
        from_on=added.from_on,
        to_on=added.to_on,
        mobility="default",
        group="",
        places=(),
        base="",
        geometry=Point(added.lon, added.lat),
        contribution=added.contribution,
    )


def terms_document(terms: ScenarioTerms) -> dict[str, Any]:
    """The terms as JSON values, as they stand in the plan file."""
    document: dict[str, Any] = plain(asdict(terms))
    return document


def terms_from(document: Mapping[str, Any] | None) -> ScenarioTerms | None:
    """The terms in a plan file; ``None`` for a plan of record."""
    if document is None:
        return None
    return ScenarioTerms(
        name=document["name"],
        owner=document["owner"],
        as_of=date.fromisoformat(document["as_of"]),
        counted=tuple(
            Counted(**{**row, "ready_on": _day(row["ready_on"])}) for row in document["counted"]
        ),
        assumed=tuple(Owned(**row) for row in document["assumed"]),
        needs=tuple(Shortfall(**row) for row in document["needs"]),
        teams=tuple(
            AddedTeam(**{**row, "kinds": tuple(row["kinds"]), "to_on": _day(row["to_on"]),
                         "from_on": date.fromisoformat(row["from_on"])})
            for row in document["teams"]
        ),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def plain(value: Any) -> Any:
    """A value of dictionaries, lists and days as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
