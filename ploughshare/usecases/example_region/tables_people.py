"""Tables about people and evidence: sources, organisations, teams, rates, contributions."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from ploughshare.usecases.example_region import evidence
from ploughshare.usecases.example_region.model import Region
from ploughshare.usecases.example_region.permits import PERMITS, grants_of
from ploughshare.usecases.example_region.workforce import COSTS, METHODS, RATES, STANDDOWNS
from ploughshare.usecases.example_region.workforce import absences as absences_of
from ploughshare.usecases.example_region.writers import Row

MEDICS = frozenset({"operator_ngo", "operator_commercial", "inspection"})
"""Types of organisation that recorded the medics of their teams."""


def sources() -> Iterator[Row]:
    """Where figures and announcements come from; published ones really are."""
    for source_id, title, kind, publisher, published, reliability in evidence.SOURCES:
        yield {
            "id": source_id,
            "title": title,
            "kind": kind,
            "publisher": publisher,
            "published": published,
            "reliability": reliability,
            "origin": "invented" if "invented" in title else "published",
        }


def vocabulary() -> Iterator[Row]:
    """Words of these files that are in no list of spellings."""
    for word_id, record_type, field, word, code in evidence.VOCABULARY:
        yield {
            "id": word_id,
            "record_type": record_type,
            "field": field,
            "source_value": word,
            "canonical_code": code,
        }


def organisations(region: Region) -> Iterator[Row]:
    """Authority, operators, builders."""
    for each in region.organisations:
        yield {
            "id": each.id,
            "organisation": each.name,
            "type": each.org_type,
            "accredited for": "; ".join(each.kinds) or None,
            "districts": _district_list(region, each.districts),
        }


def accreditations() -> Iterator[Row]:
    """Accreditations and licences, as the authority lists them."""
    for each in PERMITS:
        yield {
            "id": each.id,
            "operator": each.organisation.id,
            "document": each.permit,
            "scope": "; ".join(each.kinds) or None,
            "valid from": each.from_on,
            "valid to": each.to_on,
            "number": each.reference,
        }


def grants(region: Region) -> Iterator[Row]:
    """Grants and contracts with their terms."""
    paid = Counter(team.group for team in region.teams)
    for name, terms in grants_of(region.teams):
        yield {
            "id": name,
            "grant": name,
            "donor": terms.donor,
            "recipient": terms.recipient.id,
            "districts": _district_list(region, terms.districts),
            "pays for": "; ".join(terms.activities) or None,
            "start": terms.from_on,
            "end": terms.to_on,
            "not with": "; ".join(each.id for each in terms.not_with) or None,
            "budget": terms.budget_per_team * paid[name],
            "currency": "EUR",
        }


def teams(region: Region) -> Iterator[Row]:
    """Teams with kinds, dates, grants and bases."""
    for team in region.teams:
        yield {
            "id": team.id,
            "call sign": team.id,
            "operator": team.organisation.id,
            "capabilities": "; ".join(team.kinds),
            "headcount": team.people,
            "medics": 1
            if team.organisation.org_type in MEDICS and "nts" not in team.kinds
            else None,
            "available from": team.from_on,
            "available to": team.to_on,
            "transport": "low-loader" if team.heavy else "light vehicles",
            "grant": team.group or None,
            "districts": _district_list(region, team.districts),
            "home base": team.base.id if team.base else None,
            "contribution": evidence.ARRIVED if team.id.endswith("PB-1") else None,
        }


def absences(region: Region) -> Iterator[Row]:
    """Leave, training and overhauls."""
    for team, begin, end, reason in absences_of(list(region.teams), region.seed):
        yield {"team id": team, "first day": begin, "last day": end, "reason": reason}


def standdowns(region: Region) -> Iterator[Row]:
    """Days on which kinds of team make no progress."""
    for number, (kinds, districts, begin, end, cause) in enumerate(STANDDOWNS, start=1):
        yield {
            "id": f"SD-{number}",
            "team kinds": "; ".join(kinds),
            "districts": _district_list(region, districts),
            "from": begin,
            "to": end,
            "cause": cause,
        }


def rates() -> Iterator[Row]:
    """Productivity rates with range and source."""
    for number, (kind, low, likely, high, unit, threat, source, note) in enumerate(RATES, start=1):
        yield {
            "id": f"RT-{number}",
            "team kind": kind,
            "low": low,
            "likely": likely,
            "high": high,
            "unit": unit,
            "contamination": threat or None,
            "as of": date(2026, 1, 31),
            "source": source,
            "note": note,
        }


def methods() -> Iterator[Row]:
    """The national rule set: how ground is cleared, by contamination."""
    for number, (name, threats, prepared, searched, followed) in enumerate(METHODS, start=1):
        yield {
            "id": f"ME-{number}",
            "method": name,
            "for": "; ".join(threats),
            "ground preparation": prepared or None,
            "primary search": searched,
            "follow-up": followed or None,
        }


def costs() -> Iterator[Row]:
    """What a day of a team costs, by kind and here and there by operator; invented."""
    for number, (kind, operator, low, likely, high) in enumerate(COSTS, start=1):
        yield {
            "id": f"DC-{number}",
            "team kind": kind,
            "operator": operator or None,
            "min": low,
            "cost per day": likely,
            "max": high,
            "currency": "EUR",
            "as of": date(2026, 1, 31),
            "source": "SRC-7",
            "note": "invented, with people, fuel and a share of overhead",
        }


def figures() -> Iterator[Row]:
    """Figures with range and source."""
    names = ("id", "metric", "value", "low", "high", "unit", "as_of", "source", "note")
    for figure in evidence.FIGURES:
        row: Row = dict(zip(names, figure, strict=True))
        yield row | {"origin": "invented" if "invented" in str(row["note"]) else "published"}


def contributions() -> Iterator[Row]:
    """What partners are said to give."""
    names = (
        *("id", "partner", "what", "amount", "low", "high", "unit", "ladder"),
        *("arrival", "departure", "source", "note"),
    )
    for contribution in evidence.CONTRIBUTIONS:
        row: Row = dict(zip(names, contribution, strict=True))
        own = str(row["id"])
        yield row | {
            "undertaking": evidence.HANGS_ON.get(own),
            "part of": evidence.PART_OF.get(own),
        }


def agreements() -> Iterator[Row]:
    """What was signed."""
    names = (
        "id",
        "title",
        "parties",
        "instrument",
        "signed",
        "from",
        "until",
        "publication",
        "source",
    )
    for agreement in evidence.AGREEMENTS:
        yield dict(zip(names, agreement, strict=True))


def undertakings() -> Iterator[Row]:
    """What is undertaken in it."""
    names = ("id", "agreement", "undertaking", "party", "term", "due")
    for undertaking in evidence.UNDERTAKINGS:
        yield dict(zip(names, undertaking, strict=True))


def milestones(region: Region) -> Iterator[Row]:
    """The milestones of what is undertaken; one is about works on some clinics and schools."""
    names = ("id", "undertaking", "milestone", "due", "met", "evidence")
    works = [work.id for work in region.works if work.asset.kind in {"clinic", "school"}]
    for milestone in evidence.MILESTONES:
        row: Row = dict(zip(names, milestone, strict=True))
        yield row | {"works": "; ".join(works[:4]) if row["id"] == evidence.ABOUT_WORKS else None}


def decisions() -> Iterator[Row]:
    """What the authority has published for next year."""
    names = ("id", "title", "authority", "published", "reference", "from", "until")
    weights = ("safety", "land", "service")
    for decision in evidence.DECISIONS:
        yield dict(zip((*names, *weights), decision, strict=True))


def priorities(region: Region) -> Iterator[Row]:
    """What the decision asks for: a school by a day, shares for a district and for an operator."""
    names = ("id", "decision", "kind", "due", "share")
    schools = (works.asset.id for works in region.works if works.asset.kind == "school")
    school, district = next(schools, None), next(iter(region.district_ids.values()), None)
    ngos = (each.id for each in region.organisations if each.org_type == "operator_ngo")
    operator = next(ngos, None)
    for priority in evidence.PRIORITIES:
        row: Row = dict(zip(names, priority, strict=True))
        must, whose = row["kind"] == "must_do", row["id"] == evidence.OF_OPERATOR
        yield row | {
            "asset": school if must else None,
            "district": None if must or whose else district,
            "operator": operator if whose else None,
        }


def steps() -> Iterator[Row]:
    """The steps of those who came further than the news."""
    names = ("id", "contribution", "rung", "taken on", "actor", "evidence", "people")
    for step in evidence.STEPS:
        yield dict(zip(names, step, strict=True))


def _district_list(region: Region, names: tuple[str, ...]) -> str | None:
    """Ids of districts; a name without a number stands for its district in every sector."""
    ids = region.district_ids
    listed = (ids[each] for name in names for each in ids if name in (each, each.rsplit(" ")[0]))
    return "; ".join(listed) or None
