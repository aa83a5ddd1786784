/** The plan that is looked at, and the day of the slider: map and curve share both. */

import { get, Problem } from "./api";
import { Items, type Columns } from "./timeline/rows";

export interface Steps {
  days: number[];
  weights: number[];
}

export interface Summary {
  id: string;
  made_at: string;
  scenario: string;
  contains_assumed_capacity: boolean;
  of_record: boolean;
  current: boolean;
  author: string;
  note: string;
  start: string;
  last_day: string | null;
  bound: number;
  least_service_days: number;
  served_in_all: number;
  records_changed: boolean;
  behind: string;
  items: number;
  gap: number | null;
  objective: number;
  service_days: number;
  counted_in: string;
  not_planned: number;
}

export interface Curve {
  start: string;
  served_today: number;
  served_in_all: number;
  planned: Steps;
  highest_priority_first: Steps;
  limit: Steps;
}

const DAY_MS = 86_400_000;

/** Days of a record: when it is planned to be done with. */
export type Ends = Map<string, number>;

class ShownPlan {
  summary = $state.raw<Summary | null>(null);
  curve = $state.raw<Curve | null>(null);
  items = $state.raw<Items | null>(null);
  released = $state.raw<Ends>(new Map());
  back = $state.raw<Ends>(new Map());
  day = $state(0);

  private named = "";

  /** Show another plan than the one that is shown; without a name the plan of record. */
  async show(name: string): Promise<void> {
    if (name !== this.named) await this.load(true, name);
  }

  async load(may: boolean, name = ""): Promise<void> {
    this.clear();
    this.named = name;
    if (!may) return;
    const path = `/api/plans/${encodeURIComponent(name || "current")}`;
    try {
      const [summary, curve, columns] = await Promise.all([
        get<Summary>(path),
        get<Curve>(`${path}/curve`),
        get<Columns>(`${path}/items`),
      ]);
      if (name !== this.named) return;
      this.summary = summary;
      this.curve = curve;
      this.items = new Items(columns);
      [this.released, this.back] = ends(columns);
    } catch (error) {
      // Where no plan was made yet the map stands alone.
      if (!(error instanceof Problem) || error.status !== 404) throw error;
    }
  }

  clear(): void {
    this.summary = null;
    this.curve = null;
    this.items = null;
    this.released = new Map();
    this.back = new Map();
    this.day = 0;
  }

  get last(): number {
    const curve = this.curve;
    if (!curve) return 0;
    return Math.max(curve.planned.days.at(-1) ?? 0, this.items?.last ?? 0, 1);
  }

  dateOf(day: number): Date {
    return new Date(Date.parse(`${this.curve?.start ?? "1970-01-01"}T00:00:00Z`) + day * DAY_MS);
  }
}

/** The last day of work on each hazardous area, and the day on which each asset is back. */
export function ends(columns: Columns): [Ends, Ends] {
  const released: Ends = new Map();
  const back: Ends = new Map();
  columns.record.forEach((record, at) => {
    const type = columns.record_types[columns.record_type[at] ?? -1];
    const kind = columns.kinds[columns.kind[at] ?? -1];
    const day = columns.finish_day[at] ?? 0;
    if (type === "hazards") released.set(record, Math.max(day, released.get(record) ?? 0));
    else if (type === "assets" && kind === "milestone") back.set(record, day);
  });
  return [released, back];
}

/** The value of steps on a day. */
export function valueOn(steps: Steps, day: number): number {
  let low = 0;
  let high = steps.days.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((steps.days[middle] ?? 0) <= day) low = middle;
    else high = middle - 1;
  }
  return steps.weights[low] ?? 0;
}

export const plan = new ShownPlan();
