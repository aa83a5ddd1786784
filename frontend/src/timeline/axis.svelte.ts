/** The one time axis: which days curve, slider and timeline show, and where each lies. */

import { plan } from "../plan.svelte";

/** Fewest days across: closer than two weeks nothing more is to be seen. */
const FEWEST_DAYS = 14;

export interface Tick {
  day: number;
  text: string;
}

class Axis {
  wide = $state(1000);
  private span = $state.raw<[number, number] | null>(null);

  /** Where days begin and how much room they have; row names stand before, labels of lines after. */
  readonly edge = $derived(this.wide > 600 ? 132 : 44);
  readonly width = $derived(Math.max(this.wide - this.edge - (this.wide > 600 ? 150 : 16), 100));

  get from(): number {
    return this.span?.[0] ?? 0;
  }

  get to(): number {
    return this.span?.[1] ?? plan.last;
  }

  get whole(): boolean {
    return this.span === null;
  }

  x(day: number): number {
    return this.edge + ((day - this.from) / (this.to - this.from)) * this.width;
  }

  dayAt(x: number): number {
    return this.from + ((x - this.edge) / this.width) * (this.to - this.from);
  }

  /** Show `by` times as many days, while the day `around` stays where it is. */
  zoom(by: number, around: number = (this.from + this.to) / 2): void {
    const days = Math.max((this.to - this.from) * by, FEWEST_DAYS);
    const share = (around - this.from) / (this.to - this.from);
    this.look(around - share * days, days);
  }

  pan(days: number): void {
    this.look(this.from + days, this.to - this.from);
  }

  all(): void {
    this.span = null;
  }

  /** Move as little as is needed to have a day in view. */
  reveal(day: number): void {
    if (day < this.from || day > this.to) this.pan(day - (this.from + this.to) / 2);
  }

  private look(from: number, days: number): void {
    if (days >= plan.last) {
      this.span = null;
      return;
    }
    const first = Math.min(Math.max(from, 0), plan.last - days);
    this.span = [first, first + days];
  }

  /** First days of weeks, months, quarters or years, as many as there is room for. */
  readonly ticks = $derived.by((): Tick[] => {
    if (!plan.curve) return [];
    const room = this.width / (this.to - this.from);
    return room * 7 >= 52 ? this.weeks() : this.months(room * 30.4);
  });

  private weeks(): Tick[] {
    const found: Tick[] = [];
    const first = Math.ceil(this.from);
    const weekday = (plan.dateOf(first).getUTCDay() + 6) % 7;
    for (let day = first + ((7 - weekday) % 7); day <= this.to; day += 7) {
      found.push({ day, text: told(plan.dateOf(day), { day: "numeric", month: "short" }) });
    }
    return found;
  }

  private months(room: number): Tick[] {
    const every = room >= 46 ? 1 : room * 3 >= 46 ? 3 : 12;
    const found: Tick[] = [];
    const first = plan.dateOf(Math.floor(this.from));
    const zero = plan.dateOf(0).getTime();
    for (let month = 0; ; month += 1) {
      const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
      const day = Math.round((at - zero) / 86_400_000);
      if (day > this.to) return found;
      const date = new Date(at);
      if (day < this.from || date.getUTCMonth() % every !== 0) continue;
      const january = date.getUTCMonth() === 0;
      found.push({ day, text: told(date, january ? { year: "numeric" } : { month: "short" }) });
    }
  }
}

const told = (date: Date, parts: Intl.DateTimeFormatOptions): string =>
  date.toLocaleDateString("en-GB", { ...parts, timeZone: "UTC" });

export const axis = new Axis();
