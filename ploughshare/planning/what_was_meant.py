"""What somebody may have meant by a name that a plan does not hold."""

from difflib import get_close_matches

from ploughshare.planning.plan import Plan

CLOSE = 4
"""Most ids offered for one that is not in the plan."""


def what_was_meant(plan: Plan, name: str) -> str:
    """Ids of the plan that are like a name, or of records called so; else where ids are listed."""
    called = {item.record_id: item.name for item in plan.items}
    called |= {row.record_id: row.text for row in plan.not_planned}
    called |= {benefit.record_id: benefit.name for benefit in plan.benefits}
    called |= {role.team: role.name for item in plan.items for role in item.teams}
    wanted = name.casefold()
    by_id = {known.casefold(): known for known in called}
    if wanted in by_id:
        return f"Did you mean: {by_id[wanted]} ({called[by_id[wanted]]})?"
    close = [by_id[each] for each in get_close_matches(wanted, by_id, n=CLOSE, cutoff=0.8)]
    close += [
        known for known, words in called.items() if len(wanted) > 2 and wanted in words.casefold()
    ]
    if not close:
        return "'plough show --as TYPE' lists ids; what needs no work is not in a plan."
    offered = (f"{known} ({called[known]})" for known in list(dict.fromkeys(close))[:CLOSE])
    return f"Did you mean: {'; '.join(offered)}?"
