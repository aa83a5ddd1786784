/** Released land by product, drawn below hazards: dull, with a mark of its own for each product. */

import type { Colours } from "./colours";

const RELEASED = [
  "all",
  ["!", ["has", "count"]],
  ["in", ["get", "status"], ["literal", ["closed", "handed_over"]]],
];

/** Products with a pattern; cleared land is plain. */
export const PRODUCTS = ["cancelled", "reduced"] as const;

export function released(colour: Colours): Record<string, unknown>[] {
  const source = { source: "hazards", "source-layer": "hazards" };
  return [
    {
      id: "released-fill",
      type: "fill",
      ...source,
      filter: RELEASED,
      paint: { "fill-color": colour("released"), "fill-opacity": 0.3 },
    },
    ...PRODUCTS.map((product) => ({
      id: `released-${product}`,
      type: "fill",
      ...source,
      filter: [...RELEASED, ["==", ["get", "product"], product]],
      paint: { "fill-pattern": `product-${product}` },
    })),
    {
      id: "released-line",
      type: "line",
      ...source,
      filter: RELEASED,
      paint: { "line-color": colour("released-text"), "line-width": 1 },
    },
  ];
}
