/** What of the rows is in view: bars that stand alone, and strips of those too narrow for that. */

import type { Colours } from "../map/colours";
import { firstAfter, MEANINGS, type Items, type Line } from "./rows";

export interface Bar {
  item: number;
  x: number;
  y: number;
  wide: number;
}

/** Days in view, and where they lie, in CSS pixels. */
export interface Days {
  from: number;
  to: number;
  edge: number;
  width: number;
}

export class Shade {
  private readonly columns: number;
  private readonly rows: number;
  private readonly pixels: Uint32Array;
  private readonly image: ImageData;
  private readonly soft: number[];
  private readonly full: number[];
  private readonly at: Float32Array[];
  private used = false;

  constructor(
    private readonly days: Days,
    private readonly items: Items,
    private readonly chosen: Uint8Array,
    high: number,
    colours: Colours,
  ) {
    this.columns = Math.max(Math.round(days.width), 1);
    this.rows = Math.max(Math.round(high), 1);
    this.image = new ImageData(this.columns, this.rows);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.soft = MEANINGS.map((meaning) => packed(colours(`${meaning}-soft`)));
    this.full = MEANINGS.map((meaning) => packed(colours(meaning)));
    this.at = MEANINGS.map(() => new Float32Array(this.columns + 2));
  }

  /**
   * Add what is in view of a line: to `bars`, by meaning, what is at least `narrow` wide or chosen, to
   * the strip at `y` all else. Returns how many are in the strip.
   */
  line(line: Line, y: number, high: number, narrow: number, bars: Bar[][]): number {
    const { from, to, edge, width } = this.days;
    const scale = width / (to - from);
    let count = 0;
    for (let at = firstAfter(line, from); at < line.items.length; at += 1) {
      const start = line.starts[at] as number;
      if (start > to) break;
      const end = line.ends[at] as number;
      if (end <= from) continue;
      const item = line.items[at] as number;
      const left = Math.max((start - from) * scale, 0);
      const right = Math.min((end - from) * scale, width);
      const meaning = this.items.meanings[item] as number;
      if (right - left >= narrow || (this.chosen[item] && narrow < Infinity)) {
        bars[meaning]?.push({ item, x: edge + left, y, wide: Math.max(right - left - 0.5, 2.5) });
      } else {
        count += 1;
        spread(this.at[meaning] as Float32Array, left, right);
      }
    }
    if (count) this.paint(Math.round(y), Math.round(high), narrow === Infinity);
    return count;
  }

  /**
   * The strip of a whole line, as high as its share at work, or what is narrow of one; in the colour of
   * what most of it is.
   */
  private paint(y: number, high: number, whole: boolean): void {
    let most = 1;
    let before = 0;
    for (let x = 0; x < this.columns; x += 1) most = Math.max(most, this.sum(x));
    for (let x = 0; x < this.columns; x += 1) {
      const sum = this.sum(x);
      if (sum < (whole ? 0.02 : 0.3)) {
        before = 0;
        continue;
      }
      let main = 0;
      for (let m = 1; m < this.at.length; m += 1) {
        if ((this.at[m]?.[x] ?? 0) > (this.at[main]?.[x] ?? 0)) main = m;
      }
      const tall = whole ? Math.max(Math.round((high * sum) / most), 2) : high;
      for (let down = 0; down < tall; down += 1) {
        const line = y + high - 1 - down;
        if (line < 0 || line >= this.rows) continue;
        // The outline goes up to its neighbour's; of a bar that narrow it is all there is.
        const inside = whole && down < tall - 1 && (down < before || before === 0);
        const colour = inside ? this.soft[main] : this.full[main];
        this.pixels[line * this.columns + x] = colour as number;
      }
      before = tall;
    }
    for (const each of this.at) each.fill(0);
    this.used = true;
  }

  private sum(x: number): number {
    let sum = 0;
    for (const each of this.at) sum += each[x] as number;
    return sum;
  }

  onto(context: CanvasRenderingContext2D, canvas: HTMLCanvasElement): void {
    if (!this.used) return;
    canvas.width = this.columns;
    canvas.height = this.rows;
    canvas.getContext("2d")?.putImageData(this.image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, this.days.edge, 0, this.columns, this.rows);
  }
}

/** Add to each pixel how much of it lies between two places. */
function spread(into: Float32Array, left: number, right: number): void {
  const first = Math.floor(left);
  const last = Math.floor(right);
  if (first === last) {
    into[first] = (into[first] as number) + right - left;
    return;
  }
  into[first] = (into[first] as number) + first + 1 - left;
  for (let x = first + 1; x < last; x += 1) into[x] = (into[x] as number) + 1;
  into[last] = (into[last] as number) + right - last;
}

/** `#RRGGBB` as the bytes of a pixel in memory: red first. */
function packed(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}
