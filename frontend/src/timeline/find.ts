/** What lies where on the timeline, and what is next to it. */

import { PITCH, type Placed } from "./draw";
import { axis } from "./axis.svelte";
import { firstAfter, placeOn } from "./rows";

export interface Found {
  placed: Placed;
  /** The lane; -1 in a strip. */
  lane: number;
  /** The item; -1 between two, or in a strip. */
  item: number;
}

/** How far beside a bar a pointer still means it, in CSS pixels. */
const NEAR = 3;

export function find(rows: Placed[], at: { x: number; y: number }, top: number): Found | null {
  const y = at.y + top;
  const placed = rows.find((each) => y >= each.top && y < each.top + each.high);
  if (!placed) return null;
  if (placed.strip || at.x < axis.edge) return { placed, lane: -1, item: -1 };
  const lane = Math.min(Math.floor((y - placed.top) / PITCH), placed.row.lanes.length - 1);
  const line = placed.row.lanes[lane];
  if (!line) return null;
  const beside = (NEAR / axis.width) * (axis.to - axis.from);
  const day = axis.dayAt(at.x);
  for (const near of [day, day - beside, day + beside]) {
    const place = placeOn(line, near);
    if (place >= 0) return { placed, lane, item: line.items[place] as number };
  }
  return { placed, lane, item: -1 };
}

/** From a bar to the one before or after it in its row, or to the row above or below. */
export function step(rows: Placed[], from: Found | null, key: string, day: number): Found | null {
  if (rows.length === 0) return null;
  if (!from) return firstOf(rows[0] as Placed, day);
  const row = rows.findIndex((each) => each.row.key === from.placed.row.key);
  const line = rows[row]?.row.line;
  const place = line ? line.items.indexOf(from.item) : -1;
  const begun = place < 0 ? day : (line?.starts[place] ?? day);
  if (key === "ArrowDown") return firstOf(rows[Math.min(row + 1, rows.length - 1)] as Placed, begun);
  if (key === "ArrowUp") return firstOf(rows[Math.max(row - 1, 0)] as Placed, begun);
  const by = key === "ArrowRight" ? 1 : -1;
  const next = Math.min(Math.max(place + by, 0), (line?.items.length ?? 1) - 1);
  return found(rows[row] as Placed, next);
}

function firstOf(placed: Placed, day: number): Found {
  return found(placed, Math.min(firstAfter(placed.row.line, day), placed.row.line.items.length - 1));
}

function found(placed: Placed, place: number): Found {
  const item = placed.row.line.items[place] ?? -1;
  const lane = placed.row.lanes.findIndex((each) => each.items.includes(item));
  return { placed, lane, item };
}
