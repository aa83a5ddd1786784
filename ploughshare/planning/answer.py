"""The answer to *why?*: one item, benefit or left-out record of a plan, in plain sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from ploughshare.errors import NoSuchRecord
from ploughshare.planning import wording
from ploughshare.planning.families import hectares
from ploughshare.planning.in_a_sentence import InASentence
from ploughshare.planning.items import Item, NotPlanned, PlannedBenefit, Reason
from ploughshare.planning.plan import Plan
from ploughshare.planning.priorities import must_do_sentence, share_sentence, what_of, whose
from ploughshare.planning.promises import sentence
from ploughshare.planning.put_first import price_sentence, wish_sentence
from ploughshare.planning.rights_that_end import REASON as RIGHT_ENDS
from ploughshare.planning.situation import Situation
from ploughshare.planning.what_was_meant import what_was_meant
from ploughshare.planning.who_else import Other, WhoElse

LISTED = 6
"""Most neighbours named one by one."""

OTHERS = 5
"""Most other teams named one by one."""

FIRST_ROWS, LAST_ROWS = 2, 8
"""Rows of a long chain that are printed; the middle is folded into one."""

LONGEST_CHAIN = 10_000
"""Links after which a chain is taken as damaged: no plan of this size has one."""


class Answer:
    """
    What a plan says about one name.

    Parameters
    ----------
    plan
        The plan.
    name
        Id of an activity, a record or a benefit.
    situation
        Who is on record, to say who else could do it; ``None`` where only the plan is at hand.
    """

    def __init__(self, plan: Plan, name: str, situation: Situation | None = None) -> None:
        self.plan = plan
        self._who_else = None if situation is None else WhoElse(plan, situation)
        self._items = {item.activity: item for item in plan.items}
        self._benefits = {benefit.id: benefit for benefit in plan.benefits}
        self.benefits = tuple(b for b in plan.benefits if name in {b.id, b.record_id})
        bring = {b.activity for b in self.benefits}
        self.items = tuple(
            i
            for i in plan.items
            if name in {i.activity, i.record_id, *i.areas} or i.activity in bring
        )
        self.left_out = tuple(
            row for row in plan.not_planned if name == row.record_id or name in row.holds_up
        )
        known = self.items or self.benefits or self.left_out
        team = tuple(i for i in plan.items if any(name in {r.team, r.name} for r in i.teams))
        if not known and not team:
            raise NoSuchRecord(
                f"The plan says nothing about {name!r}: it is no activity, record, benefit or team "
                "in it.",
                remedy=what_was_meant(plan, name),
                name=name,
            )
        self.of_team = () if self.items or self.benefits else team
        asked = plan.put_first.wishes if plan.put_first else ()
        records = {i.record_id for i in self.items} | {b.record_id for b in self.benefits}
        rows = plan.priorities.must_do if plan.priorities else ()
        self.must_do = tuple(row for row in rows if row.record_id in {*records, name})
        self.wishes = tuple(wish for wish in asked if wish.record_id in records)
        shares = plan.priorities.shares if plan.priorities else ()
        shown = self.items or self.of_team
        self.shares = tuple(row for row in shares if any(row.counts(item) for item in shown))

    def chain(self, item: Item) -> tuple[Reason, ...]:
        """All reasons of an item from step 0, with what was folded opened."""
        links: list[Reason] = []
        rest: Sequence[Reason] = item.because
        while rest and rest[0].rule == "earlier" and len(links) < LONGEST_CHAIN:
            links[:0] = rest[1:]
            rest = self._items[rest[0].ref].because
        return (*rest, *links)

    def others(self, item: Item) -> tuple[Other, ...]:
        """Who else could do an item, or may not; empty where only the plan is at hand."""
        return () if self._who_else is None else self._who_else.of(item)

    @property
    def sentence(self) -> str:
        """Of works and fields, what they wait for in one sentence; empty for all else."""
        return InASentence(self.plan).of(self.items, self.benefits)

    def document(self) -> dict[str, object]:
        """The answer as JSON values, chains opened."""
        return {
            "sentence": self.sentence,
            "items": [
                {
                    "activity": item.activity,
                    "name": item.name,
                    "start": item.start,
                    "finish": item.finish,
                    "start_on": item.start_on.isoformat(),
                    "finish_on": item.finish_on.isoformat(),
                    "teams": [role.team for role in item.teams],
                    "who_else": [asdict(other) for other in self.others(item)],
                    "confidence": item.confidence,
                    "not_firm": item.not_firm,
                    "depth_cm": item.depth_cm,
                    "besides": list(item.besides),
                    "serves_itself": item.serves_itself,
                    "waits_behind": item.waits_behind,
                    "ready_on": None if item.ready_on is None else item.ready_on.isoformat(),
                    "waits_for": list(item.waits_for),
                    "instead": list(item.instead),
                    "holds_up": list(item.holds_up),
                    "because": [link.document() for link in self.chain(item)],
                    "preparation": [link.document() for link in item.preparation],
                }
                for item in self.items or self.of_team
            ],
            "benefits": [
                {
                    "id": benefit.id,
                    "name": benefit.name,
                    "family": benefit.family,
                    "weight": benefit.weight,
                    "hectares": benefit.hectares,
                    "as_of": benefit.as_of.isoformat() if benefit.as_of else None,
                    "on": benefit.on.isoformat(),
                    "held_by": benefit.held_by,
                }
                for benefit in self.benefits
            ],
            "must_do": [
                {
                    "id": row.id,
                    "decision": row.decision,
                    "due_on": row.due_on.isoformat(),
                    "kept": row.kept,
                    "days_missed": row.days_missed,
                    "price": row.price,
                }
                for row in self.must_do
            ],
            "shares": [
                {
                    "id": row.id,
                    "decision": row.decision,
                    "wanted": row.wanted,
                    "planned": row.planned,
                    "kept": row.kept,
                    "price": row.price,
                }
                for row in self.shares
            ],
            "put_first": [
                {
                    "id": wish.record_id,
                    "by": self.plan.put_first.by,
                    "on": wish.on.isoformat(),
                    "without_on": wish.without_on.isoformat(),
                    "price": self.plan.objective - self.plan.put_first.free_objective,
                }
                for wish in self.wishes
                if self.plan.put_first
            ],
            "not_planned": [
                {"id": r.record_id, "reason": r.reason, "text": r.text, "remedy": r.remedy}
                for r in self.left_out
            ],
        }

    def lines(self) -> Iterator[str]:
        """The answer, line by line: the sentence first, then what it rests on."""
        if self.sentence:
            yield self.sentence
            yield ""
        for item in self.items:
            yield from self._item(item)
            yield ""
        for benefit in self.benefits:
            yield from self._benefit(benefit)
            yield ""
        yield from self._in_part()
        yield from self._must_be_done()
        yield from self._wished()
        for row in self.left_out:
            yield from self._left_out(row)
            yield ""
        if self.of_team:
            yield from self._team()

    def _item(self, item: Item) -> Iterator[str]:
        who = wording.listed(f"{r.name} ({wording.kind(r.kind)})" for r in item.teams)
        yield f"{item.activity}: {item.name}"
        place = ", ".join(part for part in (item.place, item.district) if part)
        if place:
            yield f"  where      {place} ({item.lat:.4f}, {item.lon:.4f})"
        length = self.plan.calendar.days(item.finish - item.start)
        pauses = f" ({wording.days(length)}, pauses included)" if length else ""
        yield f"  when       {self._span(item)}{pauses}"
        yield f"  who        {who or _nobody(item)}"
        for role in item.teams:
            yield f"             {self._why_team(item, role.team)}"
        yield from self._who_else_lines(item)
        if item.confidence:
            why = f": {item.not_firm}" if item.not_firm else ", it may be issued now"
            yield f"  how firm   {item.confidence}{why}"
        yield f"  value      {worth(item)}"
        if item.ready_on is not None:
            yield f"  ready      for works when {_handed_over(item)} {self._on(item.ready_on)}"
        if item.lot:
            yield f"  lot        {item.lot}"
        if item.depth_cm is not None:
            whose = f", as {item.depth_for} needs it" if item.depth_for else ""
            yield f"  depth      {item.depth_cm:g} cm{whose}"
        for more in item.besides:
            yield f"  besides    {more}"
        for promise in self.plan.promises:
            if promise.activity == item.activity:
                yield f"  {promise.task:<10} {sentence(promise, self.plan.calendar.start)}"
        yield "  why then"
        yield from self._chain_lines(item)
        if item.preparation:
            end = self.plan.calendar.day_of(item.preparation[-1].end)
            yield f"  prepared   beside that, for a first builder's day {self._on(end)}"
            for link in item.preparation:
                yield self._chain_line(link.begin, link.end - link.begin, link.text)
        yield from self._neighbours("  waits for", item.waits_for)
        if item.instead:
            ways = wording.listed(item.instead, "or")
            yield f"{'':<13}or for another way there, {ways}: whichever is opened first"
        yield from self._neighbours("  holds up", item.holds_up)

    def _chain_lines(self, item: Item) -> Iterator[str]:
        """The chain, its middle folded when it is long; the last line adds it up."""
        calendar, links = self.plan.calendar, self.chain(item)
        folded = links[FIRST_ROWS:-LAST_ROWS] if len(links) > FIRST_ROWS + LAST_ROWS + 1 else ()
        for n, link in enumerate(links):
            if folded and FIRST_ROWS <= n < len(links) - LAST_ROWS:
                if n == FIRST_ROWS:
                    steps = folded[-1].end - folded[0].begin
                    what = f"{len(folded)} steps more; --json prints them all"
                    yield self._chain_line(folded[0].begin, steps, what)
                continue
            text = f"{link.text} [{link.rule}]"
            yield self._chain_line(link.begin, link.end - link.begin, text)
        total = sum(link.end - link.begin for link in links)
        adds_up = "" if total == item.start else "  THE CHAIN DOES NOT ADD UP"
        length = wording.days(calendar.days(total))
        yield (f"    {self._day(item.start_on):<20}{length:>20}   in all, then it starts{adds_up}")

    def _chain_line(self, begin: int, steps: int, text: str) -> str:
        calendar = self.plan.calendar
        length = wording.days(calendar.days(steps))
        return f"    {self._day(calendar.day_of(begin)):<20}{length:>20}   {text}"

    def _why_team(self, item: Item, team: str) -> str:
        """Where a team comes from, and where it goes next."""
        line = [i for i in self.plan.items if any(r.team == team for r in i.teams)]
        n = line.index(item)
        name = next(r.name for r in item.teams if r.team == team)
        if item.continues:
            came = "stands there today"
        elif n == 0:
            came = "comes from its base, this is its first task"
        else:
            before = line[n - 1]
            came = f"comes from {before.activity}, done {self._day(before.finish_on)}"
        goes = f"goes on to {line[n + 1].activity}" if n + 1 < len(line) else "has no further task"
        return f"{name} {came}, and {goes}"

    def _who_else_lines(self, item: Item) -> Iterator[str]:
        """The other teams that serve as what it needs, a line each."""
        if self._who_else is None or item.continues or not item.teams:
            return
        others = self.others(item)
        if not others:
            kinds = wording.listed(dict.fromkeys(wording.kind(r.kind) for r in item.teams))
            yield f"  who else   no other team on record serves as {kinds}"
        shown = others if len(others) <= OTHERS + 1 else others[:OTHERS]
        for n, other in enumerate(shown):
            yield f"{'  who else' if n == 0 else '':<13}{other.name}: {other.why}"
        if len(others) > len(shown):
            yield f"{'':<13}and {len(others) - len(shown):,} more"

    def _neighbours(self, title: str, names: Sequence[str]) -> Iterator[str]:
        for n, name in enumerate(names[:LISTED]):
            item = self._items[name]
            yield (f"{title if n == 0 else '':<13}{item.name} ({name}), {self._span(item)}")
        if len(names) > LISTED:
            yield f"{'':<13}and {len(names) - LISTED:,} more"

    def _benefit(self, benefit: PlannedBenefit) -> Iterator[str]:
        yield f"{benefit.id}: {benefit.name}"
        more = " more" if benefit.part == "rest" else ""
        as_of = f" (as of {wording.day(benefit.as_of)})" if benefit.as_of else ""
        yield f"  when       {self._day(benefit.on)}, for {benefit.weight:,} people{more}{as_of}"
        if benefit.hectares is not None:
            yield f"  land       {hectares(benefit.hectares)} ha of field"
        yield f"  family     {benefit.family}"
        held = benefit
        while held.held_by:
            after = self._benefits[held.held_by]
            yield f"  needs      {after.name}, {self._day(after.on)}"
            held = after
        if held.id != benefit.id:
            own = self.plan.calendar.last_day_of(benefit.own_step)
            yield f"             its own work is done {self._on(own)}"

    def _in_part(self) -> Iterator[str]:
        """Of what serves in part first: from when in part, and from when in full."""
        for first in (benefit for benefit in self.benefits if benefit.part == "first"):
            same = (b for b in self.plan.benefits if b.record_id == first.record_id)
            rest = next((b for b in same if b.part == "rest"), None)
            back = "released on" if first.record_type == "hazards" else "in full from"
            then = f"{back} {self._day(rest.on)}" if rest else "the rest is not planned"
            yield f"{first.name} from {self._day(first.on)}; {then}"
            yield ""

    def _must_be_done(self) -> Iterator[str]:
        """Whether it is kept what a published decision says must be done by a day."""
        plan = self.plan
        for row in self.must_do:
            yield (
                f"{row.record_id}: must be done by {wording.day(row.due_on)}, as decision "
                f"{row.decision} says ({row.id})"
            )
            told = must_do_sentence(row, plan.telling)
            yield f"  {told}"
            yield ""
        for share in self.shares:
            yield (
                f"{share.id}: {wording.share(share.wanted)} of {what_of(share)} for {whose(share)}, "
                f"as decision {share.decision} says"
            )
            yield f"  {share_sentence(share, plan.telling)}"
            yield ""

    def _wished(self) -> Iterator[str]:
        """Who asked that this comes first, and at which price."""
        plan, row = self.plan, self.plan.put_first
        if row is not None and self.wishes:
            for wish in self.wishes:
                yield f"{wish.record_id}: comes first, as asked by {row.by}"
                yield f"  when       {wish_sentence(wish, plan.telling)}"
            price = price_sentence(row.free_objective, plan.objective, plan.telling)
            yield f"  price      {price}"
            yield ""

    def _left_out(self, row: NotPlanned) -> Iterator[str]:
        ended = row.reason == RIGHT_ENDS
        yield f"{row.record_id}: {'ends before the plan does' if ended else 'not planned'}"
        yield f"  why        {row.text}"
        yield f"  remedy     {row.remedy}"
        if row.holds_up:
            shown = ", ".join(row.holds_up[:LISTED])
            more = f" and {len(row.holds_up) - LISTED:,} more" if len(row.holds_up) > LISTED else ""
            if ended:
                yield f"  teams      {shown}{more}"
            else:
                yield f"  holds up   {shown}{more}; {row.weight:,} people wait"

    def _team(self) -> Iterator[str]:
        for item in self.of_team:
            yield f"{self._span(item):<43}  {item.name} ({item.activity})"

    def _day(self, when: date) -> str:
        """A planned day as far as it is believed."""
        return wording.believed(when, self.plan.calendar.start)

    def _on(self, when: date) -> str:
        return wording.on_believed(when, self.plan.calendar.start)

    def _span(self, item: Item) -> str:
        """Its first and last day as far as they are believed; one where they are the same."""
        first, last = self._day(item.start_on), self._day(item.finish_on)
        return last if first == last else f"{first} to {last}"


def worth(item: Item) -> str:
    """What an item serves itself, and what it inherits: ``serves 120 people itself; ...``."""
    itself = (
        f"serves {item.serves_itself:,} people itself"
        if item.serves_itself
        else "serves nobody itself"
    )
    if item.waits_behind:
        return f"{itself}; {item.waits_behind:,} wait behind it, counted once for each service"
    return f"{itself}; nobody waits behind it"


def _handed_over(item: Item) -> str:
    """What makes the ground of an item ready for works."""
    own = "its ground is handed over"
    return own if item.record_type == "hazards" else "the last ground it waits for is handed over"


def _nobody(item: Item) -> str:
    """Why no team is named for an item."""
    if item.activity_kind == "control":
        return "nobody: no inspecting team is there for it, and the most days it takes are counted"
    return "nobody: it is done when what it waits for is done"
