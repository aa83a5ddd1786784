/** What the server offers, typed; every failure is a Problem with its remedy. */

export type Role =
  | "visitor"
  | "viewer"
  | "operator"
  | "planner"
  | "information officer"
  | "approver"
  | "administrator"
  | "auditor";

export const ROLES: readonly Role[] = [
  "visitor",
  "viewer",
  "operator",
  "planner",
  "information officer",
  "approver",
  "administrator",
  "auditor",
];

export interface Me {
  name: string;
  role: Role;
  organisation: string;
  may: [string, string][];
  demonstration: boolean;
  needs_set_up: boolean;
  invented: boolean;
  may_hide_hazards: boolean;
}

/** An error as the server tells it: what happened, and what to do. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly remedy: string,
  ) {
    super(detail);
  }
}

async function answered(response: Response): Promise<unknown> {
  if (response.ok) return response.status === 204 ? null : response.json();
  let detail = `The server answered ${response.status}.`;
  let remedy = "";
  try {
    const told = (await response.json()) as { detail?: string; remedy?: string };
    detail = told.detail ?? detail;
    remedy = told.remedy ?? "";
  } catch {
    // Not a problem document: the status has to do.
  }
  throw new Problem(response.status, detail, remedy);
}

async function request(path: string, settings?: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, settings);
  } catch {
    throw new Problem(0, "The server does not answer.", "Look whether 'plough serve' still runs.");
  }
  return answered(response);
}

export async function get<T>(path: string): Promise<T> {
  return (await request(path)) as T;
}

export async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const sent = body === undefined || body instanceof Blob ? body : JSON.stringify(body);
  return (await request(path, {
    method,
    headers: { "Content-Type": sent instanceof Blob ? "application/octet-stream" : "application/json" },
    body: sent,
  })) as T;
}

/** Take a file away under a name; what the server refuses is a Problem as everywhere. */
export async function take(path: string, name: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path);
  } catch {
    throw new Problem(0, "The server does not answer.", "Look whether 'plough serve' still runs.");
  }
  if (!response.ok) await answered(response);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
