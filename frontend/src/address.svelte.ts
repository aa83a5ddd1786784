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

/** Words of an address that a room keeps for itself: `plan`, and what is compared and explained there. */
export type Said = Readonly<Record<string, string>>;

const OWN = new Set(["at", "of", "hide", "show", "colours"]);

class Address {
  path = $state(location.pathname);
  said = $state.raw<Said>({});
  chosen = $state<Chosen | null>(null);
  view = $state<View | null>(null);
  /** What the map leaves out; see `filters`. */
  hidden = $state.raw<readonly string[]>([]);
  /** Whether released land is drawn. */
  released = $state(false);
  /** Whether hazards have the sector's published colours. */
  sector = $state(false);

  constructor() {
    this.read();
    addEventListener("popstate", () => this.read());
  }

  /** First word of the path: the room that is open; empty for the map. */
  get room(): string {
    return this.path.split("/")[1] ?? "";
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
    this.hidden = (words.get("hide") ?? "").split(",").filter(Boolean);
    this.released = words.get("show") === "released";
    this.sector = words.get("colours") === "sector";
    const [type, ...rest] = (words.get("of") ?? "").split("/");
    this.chosen = type && rest.length > 0 ? { type, id: rest.join("/") } : null;
    this.said = Object.fromEntries([...words].filter(([word]) => !OWN.has(word)));
  }

  /** The address of this state of the screen, with another record chosen. */
  to(chosen: Chosen | null): string {
    const words: string[] = [];
    if (this.view) {
      const { zoom, latitude, longitude } = this.view;
      words.push(`at=${zoom.toFixed(2)}/${latitude.toFixed(5)}/${longitude.toFixed(5)}`);
    }
    if (this.hidden.length) words.push(`hide=${this.hidden.map(encodeURIComponent).join(",")}`);
    if (this.released) words.push("show=released");
    if (this.sector) words.push("colours=sector");
    if (chosen) words.push(`of=${chosen.type}/${encodeURIComponent(chosen.id)}`);
    for (const [word, value] of Object.entries(this.said))
      if (value) words.push(`${word}=${encodeURIComponent(value)}`);
    return `${this.path}${words.length ? "?" : ""}${words.join("&")}`;
  }

  private write(push: boolean): void {
    const to = this.to(this.chosen);
    if (to === location.pathname + location.search) return;
    if (push) history.pushState(null, "", to);
    else history.replaceState(null, "", to);
  }

  /** Open a room or a page of one; the part of the map that is looked at stays. */
  go(path: string, said: Said = {}): void {
    this.path = path;
    this.said = said;
    this.chosen = null;
    this.write(true);
  }

  /** Say something else within the same page; an empty value takes a word out. */
  say(said: Said, push = true): void {
    this.said = { ...this.said, ...said };
    this.write(push);
  }

  /** Follow a link to a page of the application here; all other links are the browser's. */
  follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || modified || event.button !== 0 || event.defaultPrevented) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (/^\/(api|ogc|tiles|assets)(\/|$)/.test(link.pathname)) return;
    event.preventDefault();
    const view = this.view;
    history.pushState(null, "", link.href);
    this.read();
    this.view ??= view;
    this.write(false);
  }

  choose(chosen: Chosen | null): void {
    this.chosen = chosen;
    this.write(true);
  }

  hide(names: readonly string[]): void {
    this.hidden = names;
    this.write(false);
  }

  showReleased(shown: boolean): void {
    this.released = shown;
    this.write(false);
  }

  colour(sector: boolean): void {
    this.sector = sector;
    this.write(false);
  }

  looked(view: View): void {
    this.view = view;
    this.write(false);
  }
}

export const address = new Address();
