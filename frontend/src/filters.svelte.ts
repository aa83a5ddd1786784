/** What the map leaves out: whole layers, or records by a value; kept in the address. */

import { address } from "./address.svelte";
import { session } from "./session.svelte";

export interface FilterValue {
  value: string;
  label: string;
  count: number;
}

export interface Filter {
  property: string;
  label: string;
  values: FilterValue[];
}

class Filters {
  /** Names of layers, and `layer/property/value`; nothing of hazards for who may walk there. */
  get hidden(): ReadonlySet<string> {
    const all = address.hidden;
    if (this.mayHideHazards) return new Set(all);
    return new Set(all.filter((name) => name.split("/")[0] !== "hazards"));
  }

  /** The server decides it, for each role in one place. */
  get mayHideHazards(): boolean {
    return session.me?.may_hide_hazards ?? false;
  }

  shows(name: string): boolean {
    return !this.hidden.has(name);
  }

  set(name: string, shown: boolean): void {
    address.hide(shown ? address.hidden.filter((each) => each !== name) : [...address.hidden, name]);
  }

  /** Show all of a layer again. */
  showAll(layer: string): void {
    address.hide(address.hidden.filter((each) => each.split("/")[0] !== layer));
  }

  /** Whether a record of a layer is left out, by its properties in a tile. */
  leavesOut(layer: string, properties: Record<string, unknown>): boolean {
    if (!this.shows(layer)) return true;
    for (const name of this.hidden) {
      const [of, property = "", ...value] = name.split("/");
      if (of === layer && property && String(properties[property] ?? "") === value.join("/"))
        return true;
    }
    return false;
  }
}

export const filters = new Filters();

/** By property of a layer, the values that are left out. */
export function valuesHidden(hidden: ReadonlySet<string>, layer: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of hidden) {
    const [of, property, ...value] = name.split("/");
    if (of !== layer || !property) continue;
    found.set(property, [...(found.get(property) ?? []), value.join("/")]);
  }
  return found;
}
