/** The plans that are kept, and what each comes to as soon as it has been asked for. */

import { get, Problem } from "../api";
import type { Summary } from "../plan.svelte";

export interface Line {
  id: string;
  made_at: string;
  scenario: string;
  of_record: boolean;
  current: boolean;
  contains_assumed_capacity: boolean;
  author: string;
  note: string;
}

/** Plans whose figures a list asks for without being asked: reading a country's plan takes seconds. */
const MOST_FIGURES = 12;

class KeptPlans {
  lines = $state.raw<Line[]>([]);
  figures = $state<Record<string, Summary>>({});
  problem = $state.raw<Problem | null>(null);
  loaded = $state(false);
  private asked = 0;

  async load(): Promise<void> {
    const mine = ++this.asked;
    try {
      this.lines = await get<Line[]>("/api/plans");
      this.problem = null;
      this.loaded = true;
      for (const line of this.lines.slice(0, MOST_FIGURES)) {
        if (mine !== this.asked) return;
        await this.figure(line.id);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
  }

  /** What one plan comes to; a kept plan never changes. */
  async figure(id: string): Promise<void> {
    if (!this.figures[id]) this.figures[id] = await get<Summary>(`/api/plans/${encodeURIComponent(id)}`);
  }
}

export const keptPlans = new KeptPlans();
