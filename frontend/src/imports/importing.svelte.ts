/** A file on its way in: sent, tried, changed and tried again, imported. Its state lies on the server. */

import type { FeatureCollection } from "geojson";
import { address } from "../address.svelte";
import { get, Problem, send } from "../api";

export interface Waiting {
  id: string;
  name: string;
  bytes: number;
  sha256: string;
  account: string;
  at: string;
}

/** Every row with its end: `rows` is the sum of the four counts after it. */
export interface RowsEnded {
  layer: string;
  record_type: string;
  rows: number;
  accepted: number;
  repaired: number;
  quarantined: number;
  unchanged: number;
}

export interface Past extends RowsEnded {
  changeset: number;
  at: string;
  author: string;
  file: string;
  in_force: boolean;
}

export interface Match {
  field: string;
  label: string;
  columns: string[];
  confidence: number;
  because: string;
  unit: string;
  doubtful: boolean;
}

export interface Rule {
  rule: string;
  severity: string;
  count: number;
  remedies: string[];
  acceptable: string;
  rows: { row: number | null; record_id: string; message: string }[];
}

export interface Tried extends RowsEnded {
  matches: Match[];
  unused: string[];
  findings: Rule[];
  set_aside: { row: number; rule: string; reason: string; values: Record<string, string> }[];
  gone_count: number;
  shapes: number;
  shapes_shown: number;
}

export interface Outcome {
  file: string;
  layers: { name: string; rows: number | null; columns: string[] }[];
  types: { name: string; title: string; fields: { name: string; label: string; required: boolean }[] }[];
  tried: Tried | null;
  question: string;
  message: string;
  remedy: string;
  missing: string[];
}

export interface Settings {
  record_type: string;
  layer: string;
  mapping: { columns: Record<string, string[]>; dates: string; crs: string };
  accept: string[];
}

interface Job {
  id: string;
  state: string;
  arguments: Settings & { file: string };
  progress: { text?: string };
  result: { message?: string; remedy?: string; changeset?: number | null };
}

const fresh = (): Settings => ({
  record_type: "",
  layer: "",
  mapping: { columns: {}, dates: "", crs: "" },
  accept: [],
});

class Importing {
  waiting = $state.raw<Waiting[]>([]);
  past = $state.raw<Past[]>([]);
  listed = $state(false);
  file = $state("");
  job = $state("");
  outcome = $state.raw<Outcome | null>(null);
  shapes = $state.raw<FeatureCollection | null>(null);
  said = $state<Settings>(fresh());
  tried = $state("");
  stage = $state("");
  busy = $state<"" | "sending" | "trying" | "writing">("");
  written = $state.raw<{ changeset: number | null } | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** Whether something was changed since the last try. */
  get changed(): boolean {
    return JSON.stringify(this.said) !== this.tried;
  }

  async list(): Promise<void> {
    await this.guarded(async () => {
      [this.waiting, this.past] = await Promise.all([
        get<Waiting[]>("/api/imports/files"),
        get<Past[]>("/api/imports"),
      ]);
      this.listed = true;
    });
  }

  /** Show what an address names: a try, or nothing. */
  async open(job: string): Promise<void> {
    if (job === this.job && (job || this.listed)) return;
    this.clear();
    this.job = job;
    if (!job) {
      await this.list();
      return;
    }
    await this.guarded(async () => this.show(await get<Job>(`/api/jobs/${encodeURIComponent(job)}`)));
  }

  async bring(file: File): Promise<void> {
    this.clear();
    this.busy = "sending";
    await this.guarded(async () => {
      const kept = await send<Waiting>(
        "POST",
        `/api/imports/files?name=${encodeURIComponent(file.name)}`,
        file,
      );
      this.file = kept.id;
      await this.tryIt();
    });
    await this.ended();
  }

  async goOn(file: Waiting): Promise<void> {
    this.clear();
    this.file = file.id;
    await this.again();
  }

  async again(): Promise<void> {
    await this.guarded(() => this.tryIt());
    await this.ended();
  }

  /** A file that could not be tried waits like all others, beside the reason. */
  private async ended(): Promise<void> {
    const told = this.problem;
    if (told && !this.outcome) {
      await this.list();
      this.problem = told;
    }
    this.busy = "";
  }

  async discard(file: string): Promise<void> {
    await this.guarded(() => send("DELETE", `/api/imports/files/${file}`));
    address.go("/import");
    await this.list();
  }

  async write(): Promise<void> {
    this.busy = "writing";
    await this.guarded(async () => {
      const asked = await send<Job>("POST", "/api/jobs", { kind: "accepted-import", tried: this.job });
      const ended = await this.followed(asked.id);
      this.written = { changeset: ended.result.changeset ?? null };
    });
    this.busy = "";
  }

  async takeBack(changeset: number, reason: string): Promise<boolean> {
    this.problem = null;
    await this.guarded(() => send("POST", `/api/imports/${changeset}/undo`, { reason }));
    const done = this.problem === null;
    if (done) await this.list();
    return done;
  }

  private async tryIt(): Promise<void> {
    this.busy = "trying";
    this.stage = "";
    const asked = await send<Job>("POST", "/api/jobs", {
      kind: "import",
      file: this.file,
      ...$state.snapshot(this.said),
    });
    const ended = await this.followed(asked.id);
    this.job = ended.id;
    address.say({ try: ended.id });
    await this.show(ended);
  }

  private async show(job: Job): Promise<void> {
    const { file, record_type, layer, mapping, accept } = job.arguments;
    const { columns, dates, crs } = mapping;
    this.file = file;
    this.said = { record_type, layer, mapping: { columns, dates, crs }, accept };
    this.tried = JSON.stringify(this.said);
    const outcome = await get<Outcome>(`/api/imports/tries/${job.id}`);
    this.shapes = outcome.tried
      ? await get<FeatureCollection>(`/api/imports/tries/${job.id}/shapes`)
      : null;
    this.outcome = outcome;
  }

  /** A job at its end; what is told on the way is shown. */
  private followed(id: string): Promise<Job> {
    return new Promise((resolve, reject) => {
      const events = new EventSource(`/api/jobs/${id}/events`);
      events.addEventListener("job", (event) => {
        const job = JSON.parse((event as MessageEvent<string>).data) as Job;
        this.stage = job.progress.text ?? "";
        if (!["done", "failed", "cancelled"].includes(job.state)) return;
        events.close();
        const { message = "", remedy = "" } = job.result;
        if (job.state === "done") resolve(job);
        else reject(new Problem(0, message, remedy));
      });
      // A stream that breaks is asked for again by the browser itself.
    });
  }

  private async guarded(work: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
  }

  private clear(): void {
    this.file = this.job = this.stage = "";
    this.outcome = this.shapes = this.written = this.problem = null;
    this.said = fresh();
  }
}

export const importing = new Importing();
