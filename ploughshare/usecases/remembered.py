"""What several commands of one process read once: the last situation and the last plan.

A report on a plan of a whole country reads a hundred thousand records and a plan
of a hundred and eighty megabytes. Where one command follows the other in one
process, the next one may use what the last one had.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.registry.registry import Registry

Key = tuple[object, ...]


@dataclass
class _Memory:
    """One situation and one plan at most, each under what it was made from."""

    situation: dict[Key, Situation] = field(default_factory=dict)
    plan: dict[Key, Plan] = field(default_factory=dict)


_MEMORY: ContextVar[_Memory | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """
    Inside the block the last situation and the last plan are kept for the next command.

    Outside, each command reads what it needs and lets it go.
    """
    token = _MEMORY.set(_Memory())
    try:
        yield
    finally:
        _MEMORY.reset(token)


def records_hash(registry: Registry, known_at: int | None = None) -> str:
    """Hash of the last change of the records, up to a change; keeping a plan is none."""
    last = ""
    for change in registry.changesets():
        if change.kind != "plan" and (known_at is None or change.number <= known_at):
            last = change.hash
    return last


def remembered_situation(key: Key, read: Callable[[], Situation]) -> Situation:
    """The situation under this key; read where it is not the last one."""
    memory = _MEMORY.get()
    if memory is None:
        return read()
    if key not in memory.situation:
        memory.situation = {}
        memory.situation = {key: read()}
    return memory.situation[key]


def remembered_plan(key: Key, read: Callable[[], Plan]) -> Plan:
    """The plan under this key; read where it is not the last one."""
    memory = _MEMORY.get()
    if memory is None:
        return read()
    if key not in memory.plan:
        memory.plan = {}
        memory.plan = {key: read()}
    return memory.plan[key]


def remember_plan(key: Key, plan: Plan) -> None:
    """Keep a plan that was just made."""
    memory = _MEMORY.get()
    if memory is not None:
        memory.plan = {key: plan}
