/** Bars, strips, bands and links of the timeline on a canvas, at a speed that follows the hand. */

import type { Colours } from "../map/colours";
import { MEANINGS, type Items, type Row, type StandDown } from "./rows";
import { Shade, type Bar, type Days } from "./shade";

export const BAR = 13;
const GAP = 2;
export const PITCH = BAR + GAP;
const STRIP = 26;
/** Lanes that a row shows of itself; with more it is a strip until somebody opens it. */
const MOST_LANES = 3;
/** CSS pixels below which a bar joins a strip, and from which it has a label. */
const NARROW = 3;
const LABELLED = 28;

const FONT = '10.5px system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", Arial, sans-serif';
/** Width of a letter, at most, that texts are cut by: measuring each would take longer than drawing. */
const LETTER = 6.2;

export interface Placed {
  row: Row;
  top: number;
  high: number;
  strip: boolean;
}

/** Where rows stand, one under the other; a group begins a little lower. */
export function placed(rows: Row[], open: ReadonlySet<string>): Placed[] {
  let top = 3;
  let group: string | null = null;
  return rows.map((row) => {
    if (group !== null && row.group !== group) top += 5;
    group = row.group;
    const strip = row.lanes.length > MOST_LANES && !open.has(row.key);
    const high = strip ? STRIP : row.lanes.length * PITCH;
    const found = { row, top, high, strip };
    top += high;
    return found;
  });
}

export interface Scene extends Days {
  items: Items;
  rows: Placed[];
  /** What is seen of the rows, and how wide all is, in CSS pixels. */
  top: number;
  high: number;
  whole: number;
  ratio: number;
  standDowns: StandDown[];
  /** 1 for what belongs to the chain of what is chosen, and its items in order. */
  chosen: Uint8Array;
  chain: number[];
  focused: number;
  day: number;
  colours: Colours;
  /** The words for a group of rows. */
  groupName: (group: string) => string;
}

/** What was drawn, for tests: single bars, bars within strips, and labels. */
export interface Counts {
  bars: number;
  narrow: number;
  labels: number;
}

export class Painter {
  private readonly strips = document.createElement("canvas");

  constructor(private readonly canvas: HTMLCanvasElement) {}

  draw(scene: Scene): Counts {
    const { ratio, whole, high } = scene;
    const wide = Math.round(whole * ratio);
    const tall = Math.round(high * ratio);
    if (this.canvas.width !== wide || this.canvas.height !== tall) {
      this.canvas.width = wide;
      this.canvas.height = tall;
    }
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, whole, high);
    const seen = scene.rows.filter(
      (each) => each.top + each.high > scene.top && each.top < scene.top + high,
    );
    const bars: Bar[][] = MEANINGS.map(() => []);
    const shade = new Shade(scene, scene.items, scene.chosen, high, scene.colours);
    let narrow = 0;
    for (const { row, top, high: height, strip } of seen) {
      const y = top - scene.top;
      if (strip) narrow += shade.line(row.line, y, height - GAP, Infinity, bars);
      else
        row.lanes.forEach((lane, at) => {
          narrow += shade.line(lane, y + at * PITCH, BAR, NARROW, bars);
        });
    }
    bands(context, scene, seen);
    shade.onto(context, this.strips);
    const labels = drawBars(context, scene, bars);
    names(context, scene, seen);
    links(context, scene, seen);
    now(context, scene);
    return { bars: bars.reduce((sum, each) => sum + each.length, 0), narrow, labels };
  }
}

/** Stand-downs of everywhere, over the rows of their kinds. */
function bands(context: CanvasRenderingContext2D, scene: Scene, seen: Placed[]): void {
  context.fillStyle = scene.colours("sunken");
  const scale = scene.width / (scene.to - scene.from);
  for (const stop of scene.standDowns) {
    if (stop.places.length || stop.to_day < scene.from || stop.from_day > scene.to) continue;
    const x = scene.edge + Math.max(stop.from_day - scene.from, 0) * scale;
    const end = scene.edge + Math.min(stop.to_day + 1 - scene.from, scene.to - scene.from) * scale;
    for (const { row, top, high } of seen) {
      if (stop.kinds.includes(row.group)) context.fillRect(x, top - scene.top - 1, end - x, high);
    }
  }
}

/** Bars in their soft colour with an outline; those of the chain solid. Returns how many labels. */
function drawBars(context: CanvasRenderingContext2D, scene: Scene, bars: Bar[][]): number {
  const { chosen, colours, items } = scene;
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "start";
  const solid: Bar[] = [];
  let labels = 0;
  MEANINGS.forEach((meaning, place) => {
    const all = bars[place] as Bar[];
    const outline = colours(meaning === "sha" || meaning === "released" ? `${meaning}-text` : meaning);
    context.fillStyle = outline;
    for (const bar of all) context.fillRect(bar.x, bar.y, bar.wide, BAR);
    context.fillStyle = colours(`${meaning}-soft`);
    for (const bar of all) context.fillRect(bar.x + 0.7, bar.y + 0.7, bar.wide - 1.4, BAR - 1.4);
    context.fillStyle = outline;
    for (const bar of all) {
      if (chosen[bar.item]) solid.push(bar);
      else if (bar.wide >= LABELLED) labels += label(context, items, bar);
    }
  });
  for (const bar of solid) {
    const meaning = MEANINGS[items.meanings[bar.item] ?? 3] ?? "service";
    context.fillStyle = colours("ink");
    context.fillRect(bar.x - 1, bar.y - 1, bar.wide + 2, BAR + 2);
    context.fillStyle = colours(meaning);
    context.fillRect(bar.x, bar.y, bar.wide, BAR);
    const dark = document.documentElement.dataset["theme"] === "dark";
    context.fillStyle = colours(meaning === "sha" && !dark ? "ink" : "surface");
    if (bar.wide >= LABELLED) labels += label(context, items, bar);
  }
  context.strokeStyle = colours("focus");
  context.lineWidth = 2;
  for (const bar of scene.focused < 0 ? [] : bars.flat()) {
    if (bar.item === scene.focused) context.strokeRect(bar.x - 2, bar.y - 1.5, bar.wide + 4, BAR + 3);
  }
  return labels;
}

function label(context: CanvasRenderingContext2D, items: Items, bar: Bar): number {
  const name = items.columns.record[bar.item] ?? "";
  const letters = Math.floor((bar.wide - 6) / LETTER);
  if (letters < 3) return 0;
  context.fillText(cut(name, letters), bar.x + 4, bar.y + BAR / 2 + 0.5);
  return 1;
}

const cut = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

/** Names of rows before their days, and a line where another kind begins. */
function names(context: CanvasRenderingContext2D, scene: Scene, seen: Placed[]): void {
  const letters = Math.floor((scene.edge - 20) / LETTER);
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "end";
  context.lineWidth = 1;
  context.strokeStyle = scene.colours("line");
  context.fillStyle = scene.colours("ink-2");
  let group: string | null = null;
  for (const { row, top, high, strip } of seen) {
    const y = top - scene.top;
    const middle = y + (strip ? high : BAR) / 2 + 0.5;
    const name = cut(row.name, letters);
    context.fillText(name, scene.edge - 8, middle);
    if (row.group && group !== row.group) {
      context.textAlign = "start";
      context.fillText(cut(scene.groupName(row.group), letters - name.length - 1), 6, middle);
      context.textAlign = "end";
    }
    if (group !== null && row.group !== group) {
      context.beginPath();
      context.moveTo(0, Math.round(y - 3) - 0.5);
      context.lineTo(scene.edge + scene.width, Math.round(y - 3) - 0.5);
      context.stroke();
    }
    group = row.group;
  }
  context.textAlign = "start";
}

/** Elbows from each item of the chain to the next that is in a row of this view. */
function links(context: CanvasRenderingContext2D, scene: Scene, seen: Placed[]): void {
  const scale = scene.width / (scene.to - scene.from);
  const middles = middlesOf(scene, seen);
  const x = (day: number): number => scene.edge + (day - scene.from) * scale;
  context.save();
  context.beginPath();
  context.rect(scene.edge, 0, scene.width, scene.high);
  context.clip();
  context.strokeStyle = scene.colours("ink");
  context.lineWidth = 1.2;
  for (let at = 1; at < scene.chain.length; at += 1) {
    const [one, next] = [scene.chain[at - 1] as number, scene.chain[at] as number];
    const [y1, y2] = [middles.get(one), middles.get(next)];
    if (y1 === undefined || y2 === undefined || y1 === y2) continue;
    const from = x(scene.items.ends[one] as number);
    const to = x(scene.items.starts[next] as number);
    const elbow = to > from + 8 ? to - 4 : from + 3;
    context.beginPath();
    context.moveTo(from, y1);
    context.lineTo(elbow, y1);
    context.lineTo(elbow, y2);
    context.lineTo(to, y2);
    context.stroke();
  }
  context.restore();
}

/** Middles of the bars of the chain, from the top of what is seen. */
function middlesOf(scene: Scene, seen: Placed[]): Map<number, number> {
  const wanted = new Set(scene.chain);
  const found = new Map<number, number>();
  if (wanted.size === 0) return found;
  for (const { row, top, high, strip } of seen) {
    for (const [at, lane] of row.lanes.entries()) {
      const y = strip ? high / 2 : at * PITCH + BAR / 2;
      for (const item of lane.items) {
        if (wanted.has(item) && !found.has(item)) found.set(item, top - scene.top + y);
      }
    }
  }
  return found;
}

function now(context: CanvasRenderingContext2D, scene: Scene): void {
  if (scene.day < scene.from || scene.day > scene.to) return;
  const x = scene.edge + ((scene.day - scene.from) / (scene.to - scene.from)) * scene.width;
  context.fillStyle = scene.colours("ink");
  context.fillRect(x - 0.6, 0, 1.2, scene.high);
}
