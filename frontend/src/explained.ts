/** What the plan says of one name, asked for once while the plan is the same. */

import { get } from "./api";

export interface Reason {
  begin: number;
  end: number;
  begin_on: string;
  days: number;
  rule: string;
  ref: string;
  text: string;
}

export interface Item {
  activity: string;
  name: string;
  start: number;
  start_on: string;
  finish_on: string;
  teams: string[];
  because: Reason[];
}

export interface Told {
  sentence: string;
  items: Item[];
  not_planned: { reason?: string; text?: string; words?: string }[];
  lines: string[];
}

/** Answers that are held; the oldest goes first. */
const MOST = 200;

const held = new Map<string, Promise<Told>>();

export function explained(plan: string, name: string): Promise<Told> {
  const path = `/api/plans/${encodeURIComponent(plan)}/items/${encodeURIComponent(name)}`;
  let told = held.get(path);
  if (!told) {
    told = get<Told>(path);
    told.catch(() => held.delete(path));
    held.set(path, told);
    if (held.size > MOST) held.delete(held.keys().next().value as string);
  }
  return told;
}

/** The item whose date people ask for: the last to begin. */
export function lastItem(told: Told): Item | null {
  return told.items.reduce<Item | null>(
    (last, each) => (!last || each.start >= last.start ? each : last),
    null,
  );
}
