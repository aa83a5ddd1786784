"""Up to when things were known, from what the plan was made, and how the book is read."""

from ploughshare.reports import words
from ploughshare.reports.blocks import Column, Heading, Page, Run, Table
from ploughshare.reports.book_figures import BookFigures


def reading_page(figures: BookFigures) -> Page:
    """Up to when things were known, from what the plan was made, and how the book is read."""
    plan, situation = figures.plan, figures.situation
    solver = "; ".join(f"{key} {_told(value)}" for key, value in plan.solver.items())
    days = "Monday to Friday" if plan.calendar.rest_days == {5, 6} else (
        words.listed([d for i, d in enumerate(words.WEEKDAYS) if i not in plan.calendar.rest_days])
    )  # fmt: skip
    holidays = plan.calendar.holidays_between(figures.start, figures.end)
    records = sum(
        len(group)
        for group in (
            situation.places, situation.roads, situation.hazards, situation.tasks,
            situation.assets, situation.works, situation.needs, situation.organisations,
            situation.teams,
        )
    )  # fmt: skip
    known: list[tuple[str | Run, ...]] = [
        (Run("First day of the plan", bold=True), words.day(figures.start)),
        (Run("Data cut-off", bold=True), "what was on record when the plan was made; nothing later"),
        (Run("Book made on", bold=True), words.day(figures.subject.made_on)),
        (Run("Working days", bold=True), f"{days}; {words.some(holidays, 'holiday')} taken out"),
        (Run("On record", bold=True), words.listed([
            words.some(len(situation.hazards), "hazardous area"),
            words.some(len(situation.assets), "asset"),
            words.some(len(situation.works), "piece of works", "pieces of works"),
            words.some(len(situation.teams), "team"),
            words.some(len(situation.roads), "road link"),
        ])),
        (Run("Situation", bold=True), plan.situation),
        (Run("Problem", bold=True), plan.problem),
        (Run("How it was solved", bold=True), solver or "not recorded"),
        (Run("Checked", bold=True), "by a program that shares nothing with the one that made it: "
         "every rule of the problem holds for every item"),
    ]  # fmt: skip
    return Page(
        "reading",
        "How to read this book",
        f"The plan begins on {words.day(figures.start)} and rests on {words.count(records)} records "
        "as they stood when it was made.",
        "Two plans with the same two hashes were made from the same records and solve the same "
        "problem.",
        [
            Table((Column("", 36), Column("")), known),
            Heading("How to read this book"),
            Table(
                (Column("Word", 36), Column("Meaning")),
                [(Run(word, bold=True), meaning) for word, meaning in GLOSSARY],
            ),
        ],
        words.NO_RECORD,
    )


def _told(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


GLOSSARY = (
    ("Service-day", words.SERVICE_DAY),
    (
        "Proven limit",
        "No plan with the same records, teams and rules can have more in service on that day, or "
        "fewer service-days missing in all. It is computed without the schedule.",
    ),
    (
        "Gap",
        "How far this plan's missing service-days lie above the proven limit: the most that "
        "further search could save.",
    ),
    (
        "Highest priority first",
        "The list that most programmes work off: the record with the highest score goes first. "
        "Same teams, same rules, but "
        "builders may work beside clearance and sites be crowded.",
    ),
    (
        "Hazardous area",
        "Suspected (SHA): reasonable suspicion. Confirmed (CHA): direct evidence. Both stay on the "
        "map until release is signed.",
    ),
    (
        "Released",
        "Land is cancelled, reduced or cleared to a recorded depth on a recorded day. What may "
        "remain is told in the residual risk statement of each hand-over.",
    ),
    (
        "Planned",
        "Will be done on that date if the teams come and nothing is found that changes it. Days "
        "are told for four weeks, weeks for three months, then quarters and years.",
    ),
    (
        "Why then",
        "The chain of reasons behind a date: what filled the time from the plan's first day. It "
        "adds up to the date exactly; this book prints its longest and its last link.",
    ),
    ("Not planned", "Set aside with a reason, never left out silently, and never counted as done."),
)
