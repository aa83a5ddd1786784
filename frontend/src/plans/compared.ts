/** Two plans side by side: what the server says of them, and what the screen reckons from both. */

import { valueOn, type Curve, type Steps, type Summary } from "../plan.svelte";
import type { Columns } from "../timeline/rows";

export interface Group {
  name: string;
  sooner: number;
  later: number;
  unmoved: number;
  only_a: number;
  only_b: number;
  human_days: number;
}

export interface Moved {
  record_type: string;
  record_id: string;
  part: string;
  name: string;
  service: string;
  community: string;
  people: number;
  on_a: string | null;
  on_b: string | null;
  sooner_days: number;
  human_days: number;
}

export interface Compared {
  human_days: number;
  by_service: Group[];
  by_community: Group[];
  count: number;
  benefits: Moved[];
}

export interface Side {
  summary: Summary;
  curve: Curve;
  items: Columns;
}

export interface TeamMoved {
  id: string;
  name: string;
  days_a: number;
  days_b: number;
  last_a: string | null;
  last_b: string | null;
}

const DAY_MS = 86_400_000;

export const dayAfter = (start: string, days: number): Date =>
  new Date(Date.parse(`${start}T00:00:00Z`) + days * DAY_MS);

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** Steps with days counted from another first day. */
export const shifted = (steps: Steps, by: number): Steps => ({
  days: steps.days.map((day) => day + by),
  weights: steps.weights,
});

/** What each team does in either plan: its items' days of the calendar, and when it is done with all. */
export function teams(a: Columns, b: Columns): TeamMoved[] {
  const found = new Map<string, TeamMoved>();
  for (const [items, days, last] of [
    [a, "days_a", "last_a"],
    [b, "days_b", "last_b"],
  ] as const) {
    items.teams.forEach((places, at) => {
      const from = items.start_day[at] ?? 0;
      const to = items.finish_day[at] ?? 0;
      for (const place of places) {
        const id = items.team_ids[place] ?? "";
        const row = found.get(id) ?? {
          id,
          name: items.team_names[place] ?? "",
          days_a: 0,
          days_b: 0,
          last_a: null,
          last_b: null,
        };
        row[days] += to - from + 1;
        const ends = dayAfter(items.start, to).toISOString().slice(0, 10);
        if (!row[last] || ends > (row[last] ?? "")) row[last] = ends;
        found.set(id, row);
      }
    });
  }
  return [...found.values()];
}

/** The day on which two curves are farthest apart, which shows best what differs. */
export function farthest(one: Steps, other: Steps): number {
  const apart = (day: number): number => Math.abs(valueOn(one, day) - valueOn(other, day));
  return [...one.days, ...other.days].reduce((best, day) => (apart(day) > apart(best) ? day : best), 0);
}
