/** A plan's items laid out in rows: sorted once, so that what is in view is found by halving. */

/** As the server sends them: see docs/reference/server-api.md. */
export interface Columns {
  count: number;
  start: string;
  team_ids: string[];
  team_names: string[];
  team_kinds: string[];
  kinds: string[];
  districts: string[];
  record_types: string[];
  stand_downs: StandDown[];
  activity: string[];
  record: string[];
  serves: string[];
  kind: number[];
  district: number[];
  record_type: number[];
  teams: number[][];
  start_day: number[];
  finish_day: number[];
}

export interface StandDown {
  kinds: string[];
  places: string[];
  from_day: number;
  to_day: number;
  cause: string;
}

export type By = "team" | "district" | "asset";

/** Meanings of bars, in the order in which items hold them as numbers. */
export const MEANINGS = ["sha", "cha", "released", "service"] as const;
const MEANING_OF: Record<string, number> = { nts: 0, ts: 0, clearance: 1, control: 2, handover: 2 };

/** Kinds of team as they follow each other: from survey to works. */
const KINDS = [
  "nts", "ts", "manual", "mechanical", "dogs", "bac", "eod", "qc",
  "roads", "bridges", "power", "water", "building", "debris", "plant",
];

/** Items one after the other. `reach` is the last day of any so far, so that it never falls. */
export interface Line {
  items: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
  reach: Int32Array;
}

export interface Row {
  key: string;
  name: string;
  group: string;
  line: Line;
  /** Items that do not overlap, in as many lanes as it takes. */
  lanes: Line[];
}

/** First place of a line that ends after a day. */
export function firstAfter(line: Line, day: number): number {
  let low = 0;
  let high = line.reach.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((line.reach[middle] as number) > day) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The place of a lane, whose items do not overlap, that is at work on a day; -1 for none. */
export function placeOn(lane: Line, day: number): number {
  const at = firstAfter(lane, day);
  return at < lane.items.length && (lane.starts[at] as number) <= day ? at : -1;
}

export class Items {
  readonly count: number;
  readonly starts: Int32Array;
  /** The day after the last one. */
  readonly ends: Int32Array;
  readonly meanings: Uint8Array;
  /** Place of an activity. */
  readonly at = new Map<string, number>();
  /** The last day on which anybody works. */
  readonly last: number;

  constructor(readonly columns: Columns) {
    this.count = columns.count;
    this.starts = Int32Array.from(columns.start_day);
    this.ends = Int32Array.from(columns.finish_day, (day) => day + 1);
    const meanings = columns.kinds.map((kind) => MEANING_OF[kind] ?? 3);
    this.meanings = Uint8Array.from(columns.kind, (kind) => meanings[kind] ?? 3);
    columns.activity.forEach((activity, item) => this.at.set(activity, item));
    this.last = columns.finish_day.reduce((last, day) => Math.max(last, day), 0);
  }

  /** The rows of one view, those of a group together; assets in the order in which they are back. */
  rows(by: By): Row[] {
    const found = new Map<string, { name: string; group: string; items: number[] }>();
    const add = (key: string, name: string, group: string, item: number): void => {
      const row = found.get(key);
      if (row) row.items.push(item);
      else found.set(key, { name, group, items: [item] });
    };
    const c = this.columns;
    for (let item = 0; item < this.count; item += 1) {
      if (by === "team") {
        for (const team of c.teams[item] ?? []) {
          add(c.team_ids[team] ?? "", c.team_names[team] ?? "", c.team_kinds[team] ?? "", item);
        }
      } else if (by === "district") {
        const name = c.districts[c.district[item] ?? -1] ?? "";
        add(name, name, "", item);
      } else {
        const type = c.record_types[c.record_type[item] ?? -1];
        const name = c.serves[item] ?? "";
        if (type === "works" || type === "assets") add(name, name, "", item);
      }
    }
    const rows = [...found].map(([key, row]) => this.row(key, row.name, row.group, row.items));
    // An asset that serves from the first day on has nothing to come.
    if (by === "asset") return rows.filter((row) => last(row) > 1).sort((a, b) => last(a) - last(b));
    const order = new Intl.Collator("en", { numeric: true });
    return rows.sort(
      (a, b) => KINDS.indexOf(a.group) - KINDS.indexOf(b.group) || order.compare(a.name, b.name),
    );
  }

  private row(key: string, name: string, group: string, items: number[]): Row {
    const sorted = Int32Array.from(items).sort(
      (a, b) => (this.starts[a] as number) - (this.starts[b] as number) || a - b,
    );
    const lanes: number[][] = [];
    const until: number[] = [];
    for (const item of sorted) {
      let lane = until.findIndex((end) => end <= (this.starts[item] as number));
      if (lane < 0) lane = lanes.push([]) - 1;
      lanes[lane]?.push(item);
      until[lane] = this.ends[item] as number;
    }
    return {
      key,
      name,
      group,
      line: this.line(sorted),
      lanes: lanes.map((lane) => this.line(Int32Array.from(lane))),
    };
  }

  private line(items: Int32Array): Line {
    const starts = items.map((item) => this.starts[item] as number);
    const ends = items.map((item) => this.ends[item] as number);
    let far = 0;
    const reach = ends.map((end) => (far = Math.max(far, end)));
    return { items, starts, ends, reach };
  }
}

const last = (row: Row): number => row.line.reach.at(-1) ?? 0;
