"""Rules about roads: what lies on the way is dealt with first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from ploughshare.places.access import Route
from ploughshare.planning.activities import Activity
from ploughshare.planning.lots import lots_on_way
from ploughshare.planning.programme import Programme, Site
from ploughshare.planning.statements import ByAnyRoad, FirstOf, SetAside, Wait
from ploughshare.planning.terrain import asset_key, hazard_key
from ploughshare.planning.ways_in import WayIn, WaysIn
from ploughshare.planning.wording import few_listed

NAMED = 3
"""Most obstacles on one of several ways that are named; the rest are counted."""


def access_first(programme: Programme) -> Iterator[Wait | ByAnyRoad]:
    """
    Work waits for one road to it: the hazards and damaged links on it come first.

    Each site is reached from the nearest base along the shortest road, where
    obstacles count as extra kilometres. Where other roads lead there past other
    obstacles, not more than three others, and are not longer than the shortest times the figure
    ``access.other_way_factor`` (1 by default: none), whichever of up to three is opened first will
    do; where one of them is open today, nothing is waited for. They carry heavy teams, where there
    are any. Nothing is asked for on the shortest road that is not waited for without other roads.
    Of a hazardous area in lots only those on the
    roads through it are on the way, and of the road that a site lies on only those up
    to the site. A hazardous area on the ground of a broken bridge is reached with the
    bridge, past all that lies before the bridge; what lies behind that area waits for the bridge
    as well.

    Source: informed by IMAS 09.12 and 08.20 (access for work and evacuation); practice.
    """
    yield from _by_the_one_way(programme)
    ways = WaysIn(programme)
    if ways.apply:
        yield from _by_the_first_way_opened(programme, ways)


def _by_the_one_way(programme: Programme) -> Iterator[Wait]:
    """Sites wait for the last obstacles on their way, and these for those before them."""
    found = programme.routes
    names = obstacle_names(programme)
    ends, begins = ends_of(programme), _begins(programme)
    past = _Past(programme)
    for then in past.obstacles:
        for first in past.before(then):
            for key in (first, *_around_it(programme, first)):
                # What lies in an area in lots is reached as a site, below.
                for end in () if key in _around_it(programme, then) else ends.get(key, ()):
                    what = in_the_way(programme, end, names[key])
                    because = f"the way to {names[then]} leads past {what}"
                    for start in begins.get(then, ()):
                        yield Wait(end.id, start, because)
    for site, route in zip(programme.sites, found.to, strict=True):
        for met in past.before_site(site, route):
            for key in (met, *_around_it(programme, met)):
                for end in () if key == site.key else _gone(programme, key, route, ends):
                    what = in_the_way(programme, end, names.get(key, key))
                    because = f"the way there leads past {what}"
                    for activity in site.activities:
                        yield Wait(end.id, activity.id, because)


class _Past:
    """
    Past which obstacles each obstacle and each site is reached, those implied by others left out.

    A hazardous area on the ground of a broken bridge is reached with the bridge, not across it: past
    all that the bridge is reached past. What lies behind that area waits for the bridge as well.
    """

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._first: dict[str, list[str]] = {}
        for first, then in programme.routes.waits:
            self._first.setdefault(then, []).append(first)
        self._met: dict[str, tuple[str, ...]] = {}

    @property
    def obstacles(self) -> Iterable[str]:
        """All that are reached past others."""
        return self._first

    def before(self, obstacle: str) -> Iterator[str]:
        """What an obstacle waits for."""
        return self._not_on(obstacle, self._met_before(obstacle))

    def before_site(self, site: Site, route: Route) -> Iterator[str]:
        """What a site waits for that is reached by a route."""
        met = self._with_bridges(key for key in route.after if key != site.key)
        return (key for key in self._not_on(site.key, met) if key != site.key)

    def _not_on(self, key: str, met: Iterable[str]) -> Iterator[str]:
        """What was met, with what is met before it in place of a bridge on whose ground a key lies."""
        queue, seen = list(met), set[str]()
        while queue:
            each = queue.pop(0)
            if each not in seen:
                seen.add(each)
                if _on_ground_of(self._programme, key, each):
                    queue += self._met_before(each)
                else:
                    yield each

    def _met_before(self, obstacle: str) -> tuple[str, ...]:
        if obstacle not in self._met:
            self._met[obstacle] = self._with_bridges(self._first.get(obstacle, ()))
        return self._met[obstacle]

    def _with_bridges(self, met: Iterable[str]) -> tuple[str, ...]:
        """What was met, and the bridges that areas among it are reached with."""
        found = dict.fromkeys(met)
        for key in tuple(found):
            bridges = self._met_before(key)
            found |= dict.fromkeys(b for b in bridges if _on_ground_of(self._programme, key, b))
        return tuple(found)


def _by_the_first_way_opened(programme: Programme, ways_in: WaysIn) -> Iterator[ByAnyRoad]:
    """What opens the ways to sites to which, or to what lies on the way, there are several."""
    names, ends = obstacle_names(programme), ends_of(programme)
    routes = programme.routes.to
    numbers = count(1)
    for number in sorted(range(len(routes)), key=lambda number: routes[number].cost_km):
        site, route = programme.sites[number], routes[number]
        if not route.reached or ways_in.is_given(number):
            continue
        past, ways = ways_in.of(number)
        always = _opened(programme, site, WayIn(past, route), ends, names)
        each = [_opened(programme, site, way, ends, names) for way in ways]
        first_of = None
        if ways and all(each):
            sets = tuple(tuple(dict.fromkeys(end.id for end, _ in one)) for one in each)
            milestone = _way_along(programme, route.link, next(numbers), site)
            first_of = FirstOf(milestone, sets, tuple(map(_named, each)), "the way there leads")
        yield ByAnyRoad(
            tuple(activity.id for activity in site.activities),
            tuple((end.id, f"the way there leads past {what}") for end, what in always),
            first_of,
        )


def _named(opened: Sequence[tuple[Activity, str]]) -> str:
    return f"past {few_listed(dict.fromkeys(what for _, what in opened), NAMED)}"


def _way_along(programme: Programme, link: int, number: int, site: Site) -> Activity:
    """The milestone with which one of several ways to some sites is open."""
    road = programme.terrain.link_names[link]
    name = f"the first way along {programme.situation.roads[road].name}"
    return Activity(f"ways/{number}", "way", "roads", road, name, site.where)


def _opened(
    programme: Programme,
    site: Site,
    way: WayIn,
    ends: Mapping[str, tuple[Activity, ...]],
    names: Mapping[str, str],
) -> list[tuple[Activity, str]]:
    """What opens a way to a site: activities, each with the obstacle that is gone with it."""
    keys = (k for met in sorted(way.past) for k in (met, *_around_it(programme, met)))
    return [
        (end, in_the_way(programme, end, names.get(key, key)))
        for key in dict.fromkeys(keys)
        if key != site.key
        for end in _gone(programme, key, way.route, ends)
    ]


def _around_it(programme: Programme, key: str) -> tuple[str, ...]:
    """
    Areas in lots that an asset on a road lies in.

    It is reached when the lots up to it are released; what lies behind it waits for those
    beyond it too.
    """
    on = programme.terrain.hazards_on.get(key.removeprefix("assets/"), ())
    return tuple(hazard_key(name) for name in on if name in programme.lots)


def _gone(
    programme: Programme, key: str, route: Route, ends: Mapping[str, tuple[Activity, ...]]
) -> tuple[Activity, ...]:
    """Activities with which an obstacle is gone from a route, of an area in lots so far as it goes."""
    hazard = key.removeprefix(hazard_key(""))
    passed = programme.terrain.links_past.get(hazard, ())
    if key != hazard_key(hazard) or hazard not in programme.lots or route.link not in passed:
        return ends.get(key, ())
    on_way = {lot.id for lot in lots_on_way(programme.terrain, programme.lots[hazard], route)}
    pieces = programme.pieces[hazard]
    found = tuple(p.release for p in pieces if p.lot is not None and p.lot.id in on_way)
    return found or ends.get(key, ())


def no_work_without_a_road(programme: Programme) -> Iterator[SetAside]:
    """
    What no road reaches is not planned, and the plan says what bars the way.

    A road is barred by what no plan removes: a bridge without works, a suspended
    task, a blocked link. Ground farther from any road than the figure
    ``access.off_road_km`` counts as not reached.

    Source: informed by IMAS 10.40 (medical support: no work without a way out); practice.
    """
    sites, barred = programme.sites, programme.routes
    open_roads = programme.terrain.routes([(s.where, s.key) for s in sites], frozenset())
    names = obstacle_names(programme)
    for site, route, otherwise in zip(sites, barred.to, open_roads.to, strict=True):
        if route.reached:
            continue
        stuck = _first_immovable(programme, otherwise.after, open_roads.waits)
        if not otherwise.reached:
            because = "no recorded road leads there from a base"
            remedy = "Import the missing road links, or a base on that side."
        else:
            because = f"the only road there is barred by {names.get(stuck, stuck)}"
            remedy = "Record works that open it, or another road."
        yield SetAside(
            site.record_type,
            site.record_id,
            "no-route",
            because,
            remedy,
            tuple(activity.id for activity in site.activities),
        )


def _first_immovable(
    programme: Programme, after: tuple[str, ...], waits: tuple[tuple[str, str], ...]
) -> str:
    """The first obstacle on a way that no plan removes, going back from its end."""
    before: dict[str, list[str]] = {}
    for first, then in waits:
        before.setdefault(then, []).append(first)
    queue, seen, stuck = list(after), set(after), ""
    while queue:
        key = queue.pop(0)
        if key in programme.immovable or key.startswith("roads/"):
            stuck = key
        for earlier in before.get(key, ()):
            if earlier not in seen:
                seen.add(earlier)
                queue.append(earlier)
    return stuck or "a link that no plan opens"


def _on_ground_of(programme: Programme, hazard: str, asset: str) -> bool:
    """Whether an obstacle is a hazardous area on the ground of another that is an asset."""
    if not (hazard.startswith("hazards/") and asset.startswith("assets/")):
        return False
    on = programme.terrain.hazards_on.get(asset.removeprefix("assets/"), ())
    return hazard.removeprefix("hazards/") in on


def _begins(programme: Programme) -> Mapping[str, tuple[str, ...]]:
    """First activities of each obstacle."""
    hazards = {
        hazard_key(n): tuple(first.id for first in programme.first_of(n))
        for n, a in programme.of_hazard.items()
        if a
    }
    works = {
        asset_key(name): tuple(w.id for w in listed if w.id in programme.of_works)
        for name, listed in programme.open_works.items()
    }
    return hazards | works


def in_the_way(programme: Programme, end: Activity, name: str) -> str:
    """What is in the way until an activity is done: an obstacle, or a lot of it."""
    return f"{programme.lot[end.lot].m2:,} m2 of {name}" if end.lot else name


def ends_of(programme: Programme) -> Mapping[str, tuple[Activity, ...]]:
    """
    Activities with which each obstacle is gone.

    Of an area in lots those on its roads; a bridge is passed from its first service on.
    """
    hazards = {
        hazard_key(n): programme.road_released_by(n) for n, a in programme.of_hazard.items() if a
    }
    first = programme.first_service
    assets = {asset_key(n): (first.get(n, a),) for n, a in programme.restoration.items()}
    return hazards | assets


def obstacle_names(programme: Programme) -> Mapping[str, str]:
    """Names of all that may lie on a road, by key."""
    situation = programme.situation
    names = {hazard_key(h.id): h.name for h in situation.hazards.values()}
    names |= {asset_key(a.id): a.name for a in situation.assets.values()}
    names |= {f"roads/{r.id}": f"blocked road {r.name}" for r in situation.roads.values()}
    return names
