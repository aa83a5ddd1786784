/** The state of the screen as an address, so that every state has a link and Back works. */

export interface View {
  longitude: number;
  latitude: number;
  zoom: number;
}

export interface Chosen {
  type: string;
  id: string;
}

class Address {
  path = $state(location.pathname);
  chosen = $state<Chosen | null>(null);
  view = $state<View | null>(null);

  constructor() {
    this.read();
    addEventListener("popstate", () => this.read());
  }

  private read(): void {
    this.path = location.pathname;
    const words = new URLSearchParams(location.search);
    const [zoom, latitude, longitude] = (words.get("at") ?? "").split("/").map(Number);
    const known = [zoom, latitude, longitude].every((n) => n !== undefined && Number.isFinite(n));
    this.view =
      known && words.has("at")
        ? { zoom: zoom as number, latitude: latitude as number, longitude: longitude as number }
        : null;
    const [type, ...rest] = (words.get("of") ?? "").split("/");
    this.chosen = type && rest.length > 0 ? { type, id: rest.join("/") } : null;
  }

  /** The address of this state of the screen, with another record chosen. */
  to(chosen: Chosen | null): string {
    const words: string[] = [];
    if (this.view) {
      const { zoom, latitude, longitude } = this.view;
      words.push(`at=${zoom.toFixed(2)}/${latitude.toFixed(5)}/${longitude.toFixed(5)}`);
    }
    if (chosen) words.push(`of=${chosen.type}/${encodeURIComponent(chosen.id)}`);
    return `${this.path}${words.length ? "?" : ""}${words.join("&")}`;
  }

  private write(push: boolean): void {
    const to = this.to(this.chosen);
    if (to === location.pathname + location.search) return;
    if (push) history.pushState(null, "", to);
    else history.replaceState(null, "", to);
  }

  go(path: string): void {
    this.path = path;
    this.write(true);
  }

  choose(chosen: Chosen | null): void {
    this.chosen = chosen;
    this.write(true);
  }

  looked(view: View): void {
    this.view = view;
    this.write(false);
  }
}

export const address = new Address();
