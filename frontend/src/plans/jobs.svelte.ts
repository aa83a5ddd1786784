/** Long work as the server tells it, asked for again and again while some of it waits or runs. */

import { get, Problem, send } from "../api";

export interface Progress {
  phase?: string;
  seconds?: number;
  best?: number | null;
  bound?: number | null;
  gap?: number | null;
  text?: string;
}

export interface Job {
  id: string;
  kind: string;
  arguments: Record<string, unknown>;
  account: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  made: string;
  progress: Progress;
  result: { message?: string; remedy?: string; plan?: string | null; file?: string; stopped?: boolean };
  wanted: string;
}

export interface Point {
  seconds: number;
  best: number | null;
  bound: number | null;
}

const SOON_MS = 700;
const LATER_MS = 10_000;

export const isOpen = (job: Job): boolean => job.state === "waiting" || job.state === "running";

class Jobs {
  jobs = $state.raw<Job[]>([]);
  /** How best and bound of each job moved while somebody looked. */
  moved = $state.raw<Record<string, Point[]>>({});
  problem = $state.raw<Problem | null>(null);
  private timer = 0;

  /** Ask until `leave` is called; `ended` is called whenever a job has ended meanwhile. */
  follow(ended: () => void): () => void {
    let left = false;
    const ask = async (): Promise<void> => {
      const before = this.jobs.filter(isOpen).map((job) => job.id);
      await this.load();
      if (left) return;
      if (this.jobs.some((job) => before.includes(job.id) && !isOpen(job))) ended();
      this.timer = window.setTimeout(ask, this.jobs.some(isOpen) ? SOON_MS : LATER_MS);
    };
    this.again = () => {
      clearTimeout(this.timer);
      void ask();
    };
    void ask();
    return () => {
      left = true;
      clearTimeout(this.timer);
    };
  }

  private again: () => void = () => undefined;

  private async load(): Promise<void> {
    try {
      this.jobs = await get<Job[]>("/api/jobs?last=12");
      this.problem = null;
      for (const job of this.jobs) if (job.state === "running") this.note(job);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
  }

  private note(job: Job): void {
    const { seconds = 0, best = null, bound = null } = job.progress;
    const points = this.moved[job.id] ?? [];
    if (best === null || seconds === points.at(-1)?.seconds) return;
    this.moved = { ...this.moved, [job.id]: [...points, { seconds, best, bound }] };
  }

  async ask(asked: Record<string, unknown>): Promise<Job> {
    const job = await send<Job>("POST", "/api/jobs", asked);
    this.again();
    return job;
  }

  async want(job: Job, what: "stop" | "cancel"): Promise<void> {
    await send<Job>("POST", `/api/jobs/${job.id}/${what}`);
    this.again();
  }
}

export const jobs = new Jobs();
