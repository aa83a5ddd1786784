"""Sequence search: anneal the chains of all teams by local moves.

A move is first judged by the delay prices of what it touches directly, and only if that does not
rule it out by a ripple through everything that hangs on it (Metropolis' rule; the threshold is
drawn first). Prices are renewed every so many moves.
"""

import numpy as np

from ploughshare.scheduling.chains import (
    FINISH,
    LOGGED,
    START,
    Chains,
    ready_step,
    set_dates,
)
from ploughshare.scheduling.change import (
    PER_MEMBER,
    PER_STEP,
    Change,
    no_change,
    price_in_chains,
    renew_members,
    steps_moved,
)
from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.delay_prices import set_delay_prices
from ploughshare.scheduling.edits import take_back
from ploughshare.scheduling.exchanges import hand_over_rests
from ploughshare.scheduling.landmarks import note_landmarks
from ploughshare.scheduling.moves import DRAWS, MOVE_KINDS, TAILS, propose
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.ripple import (
    EDITS,
    LOG_LENGTH,
    LOOKED,
    SERVED_LENGTH,
    TOUCHED,
    Ripple,
    recall,
    ripple_room,
    serve,
    spread,
)
from ploughshare.scheduling.surroundings import Surroundings
from ploughshare.scheduling.tables import Benefits, Crews, Network, Tables
from ploughshare.scheduling.travel import Travel
from ploughshare.scheduling.working import Working

TRUST, SLACK = 0.7, 2.5
"""Share of an estimated loss that is believed before a ripple is tried, and times the estimated
gain that a ripple may lose before it is broken off."""
SHARES = (0.28, 0.14, 0.04, 0.2, 0.09, 0.15, 0.06, 0.04)
"""Shares of the kinds of moves at first."""
LEAST_SHARE, FORGET = 0.5, 0.9
"""Part of ``SHARES`` that every kind keeps, and of what was learnt that is kept each time."""
EFFORT, GAIN = range(2)
"""Columns of the tally."""
IDLE_WEIGHT = 1e-7
"""Weight of every step of every activity, so that what nothing hangs on is done early too."""


class Sequences:
    """
    An annealing of some chains, run in stretches.

    Parameters
    ----------
    change
        What changes cost beside the objective; by default nothing.

    Attributes
    ----------
    chains, value
        The present plan and its objective, with the price of its changes.
    around
        Where teams are looked for; ``around.mine`` says whose chains may be changed.
    """

    def __init__(
        self,
        tables: Tables,
        around: Surroundings,
        chains: Chains,
        value: int,
        change: Change | None = None,
    ) -> None:
        n = tables.problem.n_activities
        self._change = no_change(n) if change is None else change
        self._tables, self.around = tables, around
        self._room = ripple_room(tables)
        self._held = np.zeros(tables.problem.n_benefits)
        self._price, self._parent = np.zeros(n), np.zeros(n, np.int64)
        self._tally = np.zeros((MOVE_KINDS, 2))
        self.chains, self.value = chains, value

    def run(self, movable: Ints, heat: Reals, random: np.random.Generator) -> None:
        """
        Try one move of one of the ``movable`` activities per entry of ``heat``.

        Heat is a loss of the objective that is accepted once in e times.
        """
        tables, chains = self._tables, self.chains
        if len(movable) == 0:
            return
        n = tables.problem.n_activities
        every = max(n // 4, 500)
        chains.node[:, LOGGED] = 0
        price_in_chains(tables.network, chains, self._change)
        for first in range(0, len(heat), every):
            part = heat[first : first + every]
            by_start = np.argsort(chains.node[:n, START], kind="stable")
            set_delay_prices(
                tables.network, tables.benefits, chains, by_start, self._held, self._price,
                self._parent,
            )  # fmt: skip
            note_landmarks(chains, self._room.landmarks)
            draws = random.random((len(part), DRAWS))
            kinds = random.choice(MOVE_KINDS, len(part), p=self._shares())
            self.value += _anneal(
                tables.network, tables.crews, tables.travel, tables.working, tables.benefits,
                self.around, chains, self._room, self._price, self._parent, movable, part,
                kinds, draws, self._tally, self._change,
            )  # fmt: skip

    def _shares(self) -> Reals:
        """Return the share of each kind of move: the more it has gained for its effort, the more."""
        first = np.array(SHARES)
        effort, gain = self._tally.T
        if not gain.any():
            return first
        worth = np.where(effort > 0, gain / np.maximum(effort, 1.0), 0.0)
        self._tally *= FORGET
        shares: Reals = LEAST_SHARE * first + (1 - LEAST_SHARE) * worth / worth.sum()
        return shares


@inner
def _estimate(
    network: Network,
    crews: Crews,
    working: Working,
    chains: Chains,
    room: Ripple,
    price: Reals,
    parent: Ints,
    change: Change,
    members: int,
) -> float:
    """
    Return what the direct changes of a move cost at the present prices, ``members`` more changed.

    Of the price of an activity, that of a touched follower it holds is left out: the follower
    is reckoned itself.
    """
    activity, pred, fixed = network.activity, network.pred, network.fixed
    node, link, touched = chains.node, chains.link, room.touched
    n = room.counter[TOUCHED]
    for i in range(1, n):
        j, step = touched[i, 0], touched[i, 1]
        at = i
        while at > 0 and touched[at - 1, 1] > step:
            touched[at, 0], touched[at, 1] = touched[at - 1, 0], touched[at - 1, 1]
            at -= 1
        touched[at, 0], touched[at, 1] = j, step
    cost = float(members * change.price[PER_MEMBER])
    gain = max(-cost, 0.0)
    kept = True
    for i in range(n):
        j = touched[i, 0]
        touched[i, 2], touched[i, 3] = node[j, START], node[j, FINISH]
        if kept:
            ready = ready_step(activity, pred, node, link, j)
            kept = set_dates(activity, fixed, crews.team, working, node, link, room.crew, j, ready)
            worth = price[j]
            for k in range(n):
                if parent[touched[k, 0]] == j:
                    worth -= price[touched[k, 0]]
            moved = steps_moved(change, j, touched[i, 2], node[j, START])
            loss = worth * (node[j, FINISH] - touched[i, 3]) + moved * change.price[PER_STEP]
            cost += loss
            gain -= min(loss, 0.0)
    for i in range(n):
        node[touched[i, 0], START], node[touched[i, 0], FINISH] = touched[i, 2], touched[i, 3]
    room.gain[0] = gain
    return cost


@compiled
def _anneal(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    benefits: Benefits,
    around: Surroundings,
    chains: Chains,
    room: Ripple,
    price: Reals,
    parent: Ints,
    movable: Ints,
    heat: Reals,
    kinds: Ints,
    draws: Reals,
    tally: Reals,
    change: Change,
) -> int:
    """
    Try one move per row of ``draws``; return by how much objective and price changed in all.

    ``tally`` counts, by kind of move, the effort (activities looked at) and what was gained.
    """
    node, count = chains.node, room.counter
    priced = change.price.any()
    changed = 0
    for k in range(len(draws)):
        u, kind = draws[k], kinds[k]
        j = movable[int(u[1] * len(movable))]
        tally[kind, EFFORT] += 1
        proposed = propose(network, crews, travel, working, around, chains, room, kind, j, u)
        if proposed and priced and kind == TAILS:
            proposed = hand_over_rests(network, crews, chains, room)
        if not proposed:
            take_back(network, travel, chains, room)
            continue
        threshold = -heat[k] * np.log(u[11] + 1e-300)
        edits = count[EDITS]
        members = renew_members(network, chains, change, room.edits, edits) if priced else 0
        estimate = _estimate(
            network, crews, working, chains, room, price, parent, change, members
        )  # fmt: skip
        accepted = False
        loss = 0
        promising = TRUST * estimate <= threshold
        if promising and kind == TAILS and not priced:
            promising = hand_over_rests(network, crews, chains, room)
        if promising:
            limit = threshold + SLACK * room.gain[0]
            if spread(network, crews, working, benefits, chains, room, limit):
                loss = serve(benefits, chains, room) + members * change.price[PER_MEMBER]
                moved = 0
                for i in range(count[LOG_LENGTH]):
                    j, start = room.log[i, 0], room.log[i, 1]
                    moved += node[j, FINISH] - room.log[i, 2]
                    loss += steps_moved(change, j, start, node[j, START]) * change.price[PER_STEP]
                accepted = loss + IDLE_WEIGHT * moved <= threshold
            else:
                count[SERVED_LENGTH] = 0
            tally[kind, EFFORT] += count[LOOKED]
            if not accepted:
                recall(chains, room)
        if accepted:
            changed += loss
            tally[kind, GAIN] += max(-loss, 0)
        else:
            take_back(network, travel, chains, room)
            if priced:
                renew_members(network, chains, change, room.edits, edits)
    return changed
