"""Jobs that end once: a plan that a job kept is found again, whatever happened to its worker."""

from collections.abc import Mapping
from typing import Any

from ploughshare.planning.plan import Plan
from ploughshare.registry.jobs import Job
from ploughshare.registry.kept import ImportRun
from ploughshare.registry.registry import Registry
from ploughshare.usecases.plan import kept_plan

ACCEPTED_IMPORT = "accepted-import"
"""Kind of the job that writes an import which was tried before."""

ENDS = ("rows", "accepted", "repaired", "quarantined", "unchanged")
"""How many rows were read, and the four ends they can have, which add up to them."""


def source_of(job: Job) -> str:
    """What stands in the history as the source of a plan that a job made."""
    return f"job {job.id}"


def kept_by(registry: Registry, job: Job) -> str | None:
    """Id of the plan that a job has kept; ``None`` while it has kept none."""
    source = source_of(job)
    for kept in reversed(registry.plans()):
        if kept.made_at < job.made:
            return None
        if registry.changeset(kept.changeset).source == source:
            return kept.id
    return None


def told(plan: Plan, plan_id: str | None) -> dict[str, Any]:
    """The result of a job that made a plan; without an id it is a draft that nobody accepted."""
    return {
        "plan": plan_id,
        "scenario": plan.scenario,
        "of_record": plan.of_record and plan_id is not None,
        "items": len(plan.items),
        "benefits": plan.n_benefits,
        "not_planned": len(plan.left_out),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "stopped": plan.solver.get("stop") == "interrupted",
    }


def told_of_kept(registry: Registry, plan_id: str) -> Mapping[str, Any]:
    """The same of a plan that is kept already."""
    kept, plan = kept_plan(registry, plan_id)
    return told(plan, kept.id)


def imported_by(registry: Registry, job: Job) -> ImportRun | None:
    """The import that a job has written; ``None`` while it has written none."""
    ending = f"({source_of(job)})"
    for run in reversed(registry.import_runs()):
        change = registry.changeset(run.changeset)
        if change.time < job.made:
            return None
        if change.source.endswith(ending):
            return run
    return None


def told_of_import(run: ImportRun) -> dict[str, Any]:
    """The result of a job that has written an import."""
    return {
        "changeset": run.changeset,
        "file": run.file,
        "layer": run.layer,
        "record_type": run.record_type,
        **{name: getattr(run, name) for name in ENDS},
    }


def left_by(registry: Registry, job: Job) -> Mapping[str, Any] | None:
    """The result of a job by what it has kept already; ``None`` while it has kept nothing."""
    if job.kind == ACCEPTED_IMPORT:
        run = imported_by(registry, job)
        return None if run is None else told_of_import(run)
    plan_id = kept_by(registry, job)
    return None if plan_id is None else told_of_kept(registry, plan_id)


def begin_again(registry: Registry, *, counted: bool = True) -> list[Job]:
    """
    Put back the jobs whose worker ended, and return them; call it while no worker runs.

    One that had kept its plan or import when its worker ended is done: no job keeps two.
    ``counted`` is as in ``Jobs.begin_again``.
    """
    for job in registry.jobs.running():
        left = left_by(registry, job)
        if left is not None:
            registry.jobs.end(job, "done", left)
    return registry.jobs.begin_again(counted=counted)
