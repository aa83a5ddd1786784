/** Who is looking, shared by every part of the screen. */

import { get, send, type Me, type Role } from "./api";

class Session {
  me = $state<Me | null>(null);

  async load(): Promise<void> {
    this.me = await get<Me>("/api/session");
  }

  async enter(name: string, password: string): Promise<void> {
    this.me = await send<Me>("POST", "/api/session", { name, password });
  }

  async setUp(name: string, password: string, code: string): Promise<void> {
    this.me = await send<Me>("POST", "/api/session/set-up", { name, password, code });
  }

  async leave(): Promise<void> {
    this.me = await send<Me>("DELETE", "/api/session");
  }

  async lookAs(role: Role): Promise<void> {
    this.me = await send<Me>("POST", "/api/session/demonstration", { role });
  }

  may(act: string, what: string): boolean {
    return this.me?.may.some(([a, w]) => a === act && w === what) ?? false;
  }
}

export const session = new Session();
