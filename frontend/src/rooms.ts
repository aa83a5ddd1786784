/** The rooms of the application: each has an address, a word in the rail, and who may enter it. */

import { session } from "./session.svelte";
import { words } from "./words";

export interface RoomOf {
  /** First word of the address, empty for the map. */
  path: string;
  word: string;
  /** Lines of its sign, drawn in a square of 20. */
  sign: string;
  may: () => boolean;
}

export const ROOMS: readonly RoomOf[] = [
  {
    path: "",
    word: words.map,
    sign: "M3 5l5-2 4 2 5-2v12l-5 2-4-2-5 2zM8 3v12M12 5v12",
    may: () => true,
  },
  {
    path: "plans",
    word: words.plans,
    sign: "M3 4v13h14M6 7h6M8 10.5h6M10 14h6",
    may: () => session.may("see", "plans"),
  },
  {
    path: "import",
    word: words.importRoom,
    sign: "M10 3v9M6 8.5l4 4 4-4M3.5 13v4h13v-4",
    may: () => session.may("change", "received files"),
  },
];
