"""Plans as they were read last, and answers made of them: a plan never changes once it is kept."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock

from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.registry.kept import KeptPlan
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.plan import kept_plan, load_who_may
from ploughshare.usecases.visible_plan import as_seen, sees_all

MOST_ITEMS = 250_000
"""Items of all plans that are held, but for the last one, however large it is."""

MOST_ANSWER_BYTES = 64_000_000

MOST_SITUATIONS = 2


@dataclass(frozen=True, slots=True)
class PlanRead:
    """
    A kept plan as a role may see it.

    Parameters
    ----------
    kept
        What the registry knows of it.
    key
        The same for the same plan as it is seen by people who see the same.
    plan
        The plan.
    """

    kept: KeptPlan
    key: str
    plan: Plan


@dataclass(slots=True)
class PlansRead:
    """The last plans, the records that they knew, and packed answers; each made once at a time."""

    _plans: dict[str, Plan] = field(default_factory=dict)
    _situations: dict[str, Situation] = field(default_factory=dict)
    _answers: dict[str, bytes] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def plan(self, registry: Registry, plan_id: str | None, role: Role) -> PlanRead:
        """
        A plan by id, the last one of record without, as a role may see it.

        Raises
        ------
        NoSuchRecord
            When the registry keeps none of that id.
        """
        kept = registry.plan(plan_id, documents=())
        exact = registry.changeset(kept.changeset).hash
        key = exact if sees_all(role) else f"{exact}/rounded"
        with self._lock:
            plan = self._plans.pop(key, None)
            if plan is None:
                whole = self._plans.get(exact)
                if whole is None:
                    whole = kept_plan(registry, kept.id)[1]
                plan = as_seen(whole, role)
            self._plans[key] = plan
            while len(self._plans) > 1 and self._items() > MOST_ITEMS:
                del self._plans[next(iter(self._plans))]
        return PlanRead(kept, key, plan)

    def _items(self) -> int:
        return sum(len(plan.items) for plan in self._plans.values())

    def who_may(self, registry: Registry, read: PlanRead) -> Situation:
        """Who may do what and where, as it was known when a plan was kept."""
        key = read.key.partition("/")[0]
        with self._lock:
            found = self._situations.pop(key, None)
            if found is None:
                found = load_who_may(registry, read.kept.id, read.plan)
            self._situations[key] = found
            while len(self._situations) > MOST_SITUATIONS:
                del self._situations[next(iter(self._situations))]
        return found

    def packed(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The gzip of an answer under a key that says all it depends on; made where it is not held."""
        with self._lock:
            data = self._answers.pop(key, None)
            if data is None:
                data = gzip.compress(make(), 6, mtime=0)
            self._answers[key] = data
            while (
                len(self._answers) > 1 and sum(map(len, self._answers.values())) > MOST_ANSWER_BYTES
            ):
                del self._answers[next(iter(self._answers))]
        return data
