/** The map's own style: quiet ground, hazards above released land, no glyphs and no sprites. */

import type { StyleSpecification, LayerSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import type { Colours } from "./colours";
import { valuesHidden, type Filter } from "../filters.svelte";
import { GLYPH_OF } from "./patterns";
import { released } from "./released";

export const FONTS = 'system-ui, "Segoe UI", "Noto Sans", "Noto Sans Arabic", sans-serif';

/** Layers that answer a click, the topmost first. */
export const CLICKABLE = [
  "assets",
  "asset-lines",
  "teams",
  "hazards-small",
  "hazards-fill",
  "hazards-fill-sha",
  "released-fill",
  "roads",
  "places",
] as const;

/** Types of record behind a layer of tiles. */
export const TYPE_OF: Record<string, string> = {
  hazards: "hazards",
  assets: "assets",
  roads: "roads",
  places: "places",
  teams: "teams",
};

/** Statuses of ground that is no longer hazardous; it is not drawn as if it were. */
export const CLOSED: readonly string[] = ["closed", "handed_over"];

const CHA = ["==", ["get", "type"], "cha"] as const;
const OPEN = ["!", ["in", ["get", "status"], ["literal", CLOSED]]] as const;
const CELL = ["has", "count"] as const;

/** One value where the plan is done with a record by the day of the slider, another where not. */
const onDay = (done: number, before: number) => [
  "case",
  ["boolean", ["feature-state", "done"], false],
  done,
  before,
];

const glyph = [
  "match",
  ["coalesce", ["get", "kind"], ""],
  ...Object.entries(GLYPH_OF).flat(),
  "other",
];

/** A layer of tiles as the server offers it. */
export interface Sheet {
  name: string;
  tiles: string[];
  maxzoom: number;
  bounds: [number, number, number, number];
  version: string;
  records: number;
  filters: Filter[];
}

export function style(
  colour: Colours,
  sheets: readonly Sheet[],
  grid: FeatureCollection,
  hidden: ReadonlySet<string>,
  past: boolean,
): StyleSpecification {
  const ids = sheets.map((sheet) => sheet.name);
  const source = (id: string) => ({ source: id, "source-layer": id });
  const halo = { "text-halo-color": colour("map"), "text-halo-width": 3 };
  const layers: LayerSpecification[] = [
    { id: "ground", type: "background", paint: { "background-color": colour("map") } },
    {
      id: "grid",
      type: "line",
      source: "grid",
      paint: { "line-color": colour("line"), "line-width": 0.6 },
    },
    {
      id: "frame",
      type: "line",
      source: "grid",
      filter: ["==", ["get", "kind"], "region"],
      paint: { "line-color": colour("edge"), "line-width": 1, "line-dasharray": [4, 3] },
    },
  ];
  const kept = (id: string, filter: unknown): unknown => {
    const all = [...valuesHidden(hidden, id)].map(([property, values]) => [
      "!",
      ["in", ["to-string", ["coalesce", ["get", property], ""]], ["literal", values]],
    ]);
    // A cell counts all areas in it, so that none is out of the count.
    return all.length ? ["all", filter ?? true, ["any", CELL, ["all", ...all]]] : filter;
  };
  const add = (id: string, layer: { filter?: unknown; [name: string]: unknown }): void => {
    if (!ids.includes(id) || hidden.has(id)) return;
    const filter = kept(id, layer.filter);
    layers.push({ ...layer, ...(filter ? { filter } : {}) } as unknown as LayerSpecification);
  };
  for (const level of ["wood", "water"] as const) {
    add("places", {
      id: level,
      type: "fill",
      ...source("places"),
      filter: ["all", ["==", ["get", "level"], level], ["==", ["geometry-type"], "Polygon"]],
      paint: { "fill-color": colour(level) },
    });
  }
  add("places", {
    id: "rivers",
    type: "line",
    ...source("places"),
    filter: ["all", ["==", ["get", "level"], "water"], ["==", ["geometry-type"], "LineString"]],
    paint: { "line-color": colour("water"), "line-width": 3 },
  });
  add("places", {
    id: "districts",
    type: "line",
    ...source("places"),
    filter: ["in", ["get", "level"], ["literal", ["country", "region", "district"]]],
    paint: { "line-color": colour("edge"), "line-width": 0.8, "line-dasharray": [6, 3] },
  });
  add("roads", {
    id: "roads",
    type: "line",
    ...source("roads"),
    paint: {
      "line-color": ["match", ["get", "passability"], "blocked", colour("ink"), colour("road")],
      "line-width": ["interpolate", ["linear"], ["zoom"], 7, 0.6, 12, 2, 15, 4],
    },
    filter: ["!", ["in", ["get", "passability"], ["literal", ["blocked", "limited"]]]],
  });
  for (const [passability, dash] of [
    ["limited", [3, 2]],
    ["blocked", [0.6, 2.2]],
  ] as const) {
    add("roads", {
      id: `roads-${passability}`,
      type: "line",
      ...source("roads"),
      filter: ["==", ["get", "passability"], passability],
      paint: {
        "line-color": passability === "blocked" ? colour("ink") : colour("road"),
        "line-width": ["interpolate", ["linear"], ["zoom"], 7, 1, 12, 2.2, 15, 4],
        "line-dasharray": dash,
      },
    });
  }
  add("assets", {
    id: "asset-lines",
    type: "line",
    ...source("assets"),
    filter: ["==", ["geometry-type"], "LineString"],
    paint: {
      "line-color": [
        "match",
        ["get", "service_state"],
        ["in_service", "limited"],
        colour("service"),
        colour("ink-2"),
      ],
      "line-width": 1.8,
    },
  });
  if (past) for (const layer of released(colour)) add("hazards", layer);
  if (hidden.has("hazards") && ids.includes("hazards")) {
    // Nothing of it is seen, and yet it is loaded, so that the screen can say how many are hidden.
    layers.push({
      id: "hazards-counted",
      type: "fill",
      ...source("hazards"),
      paint: { "fill-opacity": 0 },
    });
  }
  // Suspected below confirmed; hazards above everything that was released or built.
  for (const kind of ["sha", "cha"] as const) {
    const of = kind === "cha" ? CHA : ["!", CHA];
    add("hazards", {
      id: kind === "cha" ? "hazards-fill" : "hazards-fill-sha",
      type: "fill",
      ...source("hazards"),
      filter: ["all", ["!", CELL], of, OPEN],
      paint: { "fill-color": colour(kind), "fill-opacity": onDay(0.1, 0.3) },
    });
    add("hazards", {
      id: `hazards-hatch-${kind}`,
      type: "fill",
      ...source("hazards"),
      filter: ["all", ["!", CELL], of, OPEN],
      paint: { "fill-pattern": `hatch-${kind}`, "fill-opacity": onDay(0.4, 1) },
    });
    for (const worked of [false, true]) {
      add("hazards", {
        id: `hazards-line-${kind}${worked ? "-worked" : ""}`,
        type: "line",
        ...source("hazards"),
        filter: [
          "all",
          ["!", CELL],
          of,
          OPEN,
          ["==", ["in", ["get", "status"], ["literal", ["in_progress", "suspended"]]], worked],
        ],
        paint: {
          "line-color": colour(kind === "cha" ? "cha" : "sha-text"),
          "line-width": kind === "cha" ? 1.6 : 1.3,
          ...(worked ? { "line-dasharray": [5, 2.5] } : {}),
        },
      });
    }
  }
  add("hazards", {
    id: "cells",
    type: "fill",
    ...source("hazards"),
    filter: CELL,
    paint: {
      "fill-color": [
        "match",
        ["get", "step"],
        0,
        colour("released"),
        4,
        colour("cha"),
        colour("sha"),
      ],
      "fill-opacity": ["match", ["get", "step"], 0, 0.3, 1, 0.3, 2, 0.5, 3, 0.7, 0.6],
      "fill-outline-color": colour("sha-text"),
    },
  });
  add("hazards", {
    id: "cell-counts",
    type: "symbol",
    ...source("hazards"),
    filter: [">", ["coalesce", ["get", "count"], 0], 0],
    layout: {
      "text-field": ["to-string", ["get", "count"]],
      "text-size": 11,
      "text-font": [FONTS],
    },
    paint: { "text-color": colour("ink"), ...halo, "text-halo-width": 1.5 },
  });
  add("hazards", {
    id: "hazards-small",
    type: "symbol",
    ...source("hazards"),
    maxzoom: 13,
    filter: ["all", ["!", CELL], OPEN, ["<", ["coalesce", ["get", "area_m2"], 0], 40000]],
    layout: {
      "icon-image": ["case", CHA, "small-cha", "small-sha"],
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
    },
  });
  // A plan never takes a hazard off the map: planned release is drawn over it.
  add("hazards", {
    id: "planned-release",
    type: "line",
    ...source("hazards"),
    filter: ["all", ["!", CELL], OPEN],
    paint: {
      "line-color": colour("released-text"),
      "line-width": 2,
      "line-dasharray": [3, 3],
      "line-opacity": onDay(1, 0),
    },
  });
  add("hazards", {
    id: "chosen",
    type: "line",
    ...source("hazards"),
    filter: ["==", ["get", "id"], ""],
    paint: { "line-color": colour("ink"), "line-width": 2.4 },
  });
  add("assets", {
    id: "planned-back",
    type: "circle",
    ...source("assets"),
    minzoom: 8,
    filter: ["all", ["!", CELL], ["==", ["geometry-type"], "Point"]],
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 8, 12, 13],
      "circle-color": colour("service"),
      "circle-opacity": onDay(0.25, 0),
      "circle-stroke-color": colour("service"),
      "circle-stroke-width": 2,
      "circle-stroke-opacity": onDay(1, 0),
    },
  });
  add("assets", {
    id: "assets",
    type: "symbol",
    ...source("assets"),
    minzoom: 8,
    filter: ["!", CELL],
    layout: {
      "symbol-placement": "point",
      "icon-image": [
        "concat",
        [
          "match",
          ["get", "service_state"],
          "in_service",
          "in-service-",
          "limited",
          "limited-",
          "out-",
        ],
        glyph,
      ],
      "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 12, 1],
      "icon-allow-overlap": ["step", ["zoom"], false, 13, true],
    },
  });
  add("teams", {
    id: "teams",
    type: "symbol",
    ...source("teams"),
    minzoom: 8,
    filter: ["!", CELL],
    layout: { "icon-image": "team", "icon-allow-overlap": true },
  });
  add("places", {
    id: "places",
    type: "symbol",
    ...source("places"),
    // An area has a point for its name; its outline is cut at the edges of tiles.
    filter: [
      "all",
      ["!", CELL],
      ["==", ["geometry-type"], "Point"],
      ["!", ["in", ["get", "level"], ["literal", ["country", "region", "wood", "water"]]]],
    ],
    layout: {
      "text-field": ["get", "name"],
      "text-font": [FONTS],
      "text-size": ["match", ["get", "level"], "district", 13, 12],
      "symbol-placement": "point",
      "symbol-sort-key": ["match", ["get", "level"], "district", 1, 0],
    },
    paint: {
      "text-color": ["match", ["get", "level"], "district", colour("ink-3"), colour("ink")],
      ...halo,
    },
  });
  add("hazards", {
    id: "hazard-labels",
    type: "symbol",
    ...source("hazards"),
    minzoom: 11.5,
    filter: ["all", ["!", CELL], OPEN],
    layout: {
      "text-field": ["get", "id"],
      "text-font": [FONTS],
      "text-size": 10.5,
      // Beside the mark, never on it: the halo would hide what is small.
      "text-anchor": "top",
      "text-offset": [0, 0.7],
      "symbol-sort-key": ["case", CHA, 0, 1],
    },
    paint: { "text-color": ["case", CHA, colour("cha"), colour("sha-text")], ...halo },
  });
  return {
    version: 8,
    sources: {
      grid: { type: "geojson", data: grid },
      ...Object.fromEntries(
        sheets.map((sheet) => [
          sheet.name,
          {
            type: "vector",
            // The version stands in the address: another role's tiles are never shown from memory.
            tiles: sheet.tiles.map((tile) => `${location.origin}${tile}?v=${sheet.version}`),
            minzoom: 0,
            maxzoom: sheet.maxzoom,
            promoteId: "id",
            bounds: sheet.bounds,
          },
        ]),
      ),
    } as StyleSpecification["sources"],
    layers,
  };
}
