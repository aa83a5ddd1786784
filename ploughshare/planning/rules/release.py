"""Rules about release: what comes between the end of clearance and the hand-over of ground."""

from collections.abc import Iterator
from math import ceil

from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.activities import Piece
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import NotBefore, Wait, Way

INSPECTOR = "qc"
"""Kind of team that inspects."""

REPORT, CONTROL = "release.report_days", "release.control_days"
CORRECTION, HAND_OVER = "release.correction_days", "release.hand_over_days"
ACCEPTANCE = "release.acceptance_days"


def inspected_before_hand_over(programme: Programme) -> Iterator[Wait]:
    """
    Cleared ground is reported, inspected and corrected before it is handed over.

    When the last clearance of an area or a lot is done its completion report takes the
    working days of the figure ``release.report_days``; then an inspecting team controls it;
    corrective action as it is to be expected and the hand-over take those of
    ``release.correction_days`` and ``release.hand_over_days``. Works, roads and benefits wait
    for the hand-over. Of an area on record as completed the report is done, and the rest
    is planned.

    Source: informed by IMAS 07.40 (monitoring), 08.30 (post-clearance documentation) and
    09.20 (inspection); the days are practice.
    """
    report, correction, hand_over = (_days(programme, m) for m in (REPORT, CORRECTION, HAND_OVER))
    for hazard, piece in programme.each_piece():
        if piece.control is None:
            continue
        ground = ground_of(hazard, piece)
        for cleared in piece.cleared_with:
            yield Wait(
                cleared.id, piece.control.id, f"{ground} is inspected when it is cleared",
                report, parts=((report, f"completion report of {ground}"),), uses=(REPORT,),
            )  # fmt: skip
        yield Wait(
            piece.control.id, piece.release.id,
            f"{ground} is handed over when quality control has passed it",
            correction + hand_over,
            parts=(
                (correction, f"corrective action on {ground}, as expected"),
                (hand_over, f"hand-over of {ground}"),
            ),
            uses=(CORRECTION, HAND_OVER),
        )  # fmt: skip


def authority_accepts_survey(programme: Programme) -> Iterator[Wait | NotBefore]:
    """
    What survey cancels or reduces is released when the authority has accepted it.

    Its acceptance takes the working days of the figure ``release.acceptance_days`` after
    the last survey of an area or a lot, beside the clearance of what remains. An area on
    record as completed by survey waits for nothing else; these days then count from the
    plan's first day.

    Source: informed by IMAS 07.11 (land release) and 08.30 (documentation); the days are
    practice.
    """
    days, calendar = _days(programme, ACCEPTANCE), programme.situation.calendar
    for hazard, piece in programme.each_piece():
        ground = ground_of(hazard, piece)
        because = f"the authority accepts what survey releases of {ground}"
        if piece.surveys:
            yield Wait(
                piece.surveys[-1].id, piece.release.id, because,
                days, parts=((days, because),), uses=(ACCEPTANCE,),
            )  # fmt: skip
        elif piece.control is None:
            day = calendar.after_working_days(calendar.start, days)
            yield NotBefore(piece.release.id, day, because, (ACCEPTANCE,), anew=True)


def control_takes_its_days(programme: Programme) -> Iterator[Way]:
    """
    An inspecting team takes its days for each area or lot.

    Those of the figure ``release.control_days``, less what a task order reports as done.
    Where no team may inspect, or none stays long enough, the most days of that figure pass
    without one: a plan is never left empty for want of inspectors, and says what it assumes.

    Source: practice; the figure, with its range. Inspecting teams are few, one to eight or
    ten that clear.
    """
    figure = programme.situation.figures[CONTROL]
    for _, piece in programme.each_piece():
        if piece.control is not None:
            left = programme.left_on(piece.control)
            what = piece.control.name
            yield Way(piece.control.id, figure.value * left, {INSPECTOR: 1}, what, (CONTROL,))
            yield Way(
                piece.control.id, figure.high, {}, f"{what} without an inspecting team",
                (CONTROL,), otherwise=True,
            )  # fmt: skip


def ground_of(hazard: HazardousArea, piece: Piece) -> str:
    """An area or a lot in a sentence."""
    return f"{piece.lot.m2:,} m2 of {hazard.name}" if piece.lot else hazard.name


def _days(programme: Programme, metric: str) -> int:
    """Working days of a figure, begun ones counted as whole."""
    return ceil(programme.situation.figure(metric))
