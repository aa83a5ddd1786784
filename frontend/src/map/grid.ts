/** The region's frame and a kilometre grid: invented ground is a plane, not a place on Earth. */

import type { Feature, FeatureCollection } from "geojson";

type Box = readonly [number, number, number, number];

const KM_PER_DEGREE = 111.32;

/** Lines about every so many kilometres, so that some forty cross the region. */
export function grid(box: Box): FeatureCollection {
  const [west, south, east, north] = box;
  const high = (north - south) * KM_PER_DEGREE;
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const wide = (east - west) * KM_PER_DEGREE * squeeze;
  const step = [1, 5, 10, 50, 100].find((km) => Math.max(high, wide) / km <= 60) ?? 500;
  const features: Feature[] = [];
  const line = (coordinates: [number, number][]): void => {
    features.push({
      type: "Feature",
      properties: { kind: "grid" },
      geometry: { type: "LineString", coordinates },
    });
  };
  const across = step / (KM_PER_DEGREE * squeeze);
  for (let at = Math.ceil(west / across) * across; at <= east; at += across)
    line([[at, south], [at, north]]);
  const up = step / KM_PER_DEGREE;
  for (let at = Math.ceil(south / up) * up; at <= north; at += up)
    line([[west, at], [east, at]]);
  features.push({
    type: "Feature",
    properties: { kind: "region" },
    geometry: {
      type: "LineString",
      coordinates: [[west, south], [east, south], [east, north], [west, north], [west, south]],
    },
  });
  return { type: "FeatureCollection", features };
}
