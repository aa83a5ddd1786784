"""The rule about measures of the day: work that somebody stopped."""

from collections.abc import Iterator
from datetime import timedelta

from ploughshare.planning.measures import Measure
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Away, Halted, NotBefore, SetAside, Stopped

Statements = SetAside | NotBefore | Away | Stopped | Halted


def stop_work(programme: Programme) -> Iterator[Statements]:
    """
    What is stopped stands still until the day it may go on, or until further notice.

    After an accident, or when something is found that nobody expected, work stops on
    the site, for the team, or wherever the method is used. A site that is stopped until
    further notice is not planned, and all that waits for it; with a last day its teams
    are free for other work until then. A team or a method that is stopped until further
    notice takes no part; with a last day it makes no progress until then.

    Source: informed by IMAS 10.60 (investigation and reporting of accidents); practice of
    operations rooms.
    """
    for measure in programme.situation.measures:
        if measure.what in {"hazard", "works"}:
            yield from _site(programme, measure)
        elif measure.what == "team":
            yield from _team(programme, measure)
        elif measure.what == "method":
            yield from _method(programme, measure)


def _site(programme: Programme, measure: Measure) -> Iterator[SetAside | NotBefore]:
    if measure.what == "hazard":
        released = programme.of_hazard.get(measure.subject, ())
        names = tuple(a.id for a in (*released, *programme.interim_on(measure.subject)))
    else:
        names = (measure.subject,) if measure.subject in programme.of_works else ()
    if measure.until is None:
        record = "hazards" if measure.what == "hazard" else "works"
        yield SetAside(record, measure.subject, "stopped", measure.text, "Lift the stop.", names)
        return
    for name in names:
        yield NotBefore(name, measure.until + timedelta(days=1), measure.text)


def _team(programme: Programme, measure: Measure) -> Iterator[SetAside | Away | Halted]:
    if measure.until is None:
        yield SetAside("teams", measure.subject, "stopped", measure.text, "Lift the stop.")
        yield Halted(measure.subject, (), measure.text)
    else:
        begins = measure.from_on or programme.situation.calendar.start
        yield Away(measure.subject, begins, measure.until, measure.text)


def _method(programme: Programme, measure: Measure) -> Iterator[Stopped | Halted]:
    if measure.until is None:
        yield Halted("", (measure.subject,), measure.text)
    else:
        begins = measure.from_on or programme.situation.calendar.start
        yield Stopped((measure.subject,), None, begins, measure.until, measure.text)
