/** Hatches and glyphs, drawn on canvas at the screen's own resolution: no file is fetched. */

import type { Map as MapLibre } from "maplibre-gl";
import type { Colours } from "./colours";

type Draw = (pen: CanvasRenderingContext2D, size: number) => void;

function image(size: number, ratio: number, draw: Draw): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(size * ratio);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser gives no canvas to draw patterns on.");
  pen.scale(canvas.width / size, canvas.height / size);
  draw(pen, size);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function hatch(colour: string, crossed: boolean): Draw {
  return (pen, size) => {
    pen.strokeStyle = colour;
    pen.globalAlpha = 0.75;
    pen.lineWidth = 0.9;
    pen.beginPath();
    for (let from = -size; from <= size; from += size) {
      pen.moveTo(from, size);
      pen.lineTo(from + size, 0);
      if (crossed) {
        pen.moveTo(from, 0);
        pen.lineTo(from + size, size);
      }
    }
    pen.stroke();
  };
}

/** Plus signs for cancelled land, level lines for reduced land. */
function product(colour: string, crossed: boolean): Draw {
  return (pen, size) => {
    const half = size / 2;
    const arm = crossed ? 2.2 : half;
    pen.strokeStyle = colour;
    pen.lineWidth = 0.9;
    pen.beginPath();
    pen.moveTo(half - arm, half);
    pen.lineTo(half + arm, half);
    if (crossed) {
      pen.moveTo(half, half - arm);
      pen.lineTo(half, half + arm);
    }
    pen.stroke();
  };
}

function diamond(colour: string, point: string): Draw {
  return (pen, size) => {
    const half = size / 2;
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(half, 0.5);
    pen.lineTo(size - 0.5, half);
    pen.lineTo(half, size - 0.5);
    pen.lineTo(0.5, half);
    pen.closePath();
    pen.fill();
    pen.fillStyle = point;
    pen.beginPath();
    pen.arc(half, half, 1.3, 0, 2 * Math.PI);
    pen.fill();
  };
}

/** Paths in a square from -5 to 5, one for each family of asset kinds. */
const GLYPHS: Record<string, string> = {
  bridge: "M-5 2.2H5M-5-1Q0-5 5-1M-2.6 2.2V-2M2.6 2.2V-2",
  road: "M-3 5-1.5-5M3 5 1.5-5M0 3V1M0-1V-3",
  power: "M1-5-3 1H0L-1 5 3-1H0Z",
  water: "M0-5Q4 0 4 1.6A4 3.6 0 0 1-4 1.6Q-4 0 0-5Z",
  school: "M-5-1 0-4 5-1 0 2ZM-3 .3V3Q0 5 3 3V.3",
  clinic: "M-1.4-4.4H1.4V-1.4H4.4V1.4H1.4V4.4H-1.4V1.4H-4.4V-1.4H-1.4Z",
  home: "M-5 0 0-4.4 5 0M-3.6-1V4.4H3.6V-1",
  field: "M-5-3H5M-5 0H5M-5 3H5",
  other: "M-3-3H3V3H-3Z",
};

/** Glyph of each asset kind of the data dictionary; what is not here is drawn as a square. */
export const GLYPH_OF: Record<string, string> = {
  road: "road",
  bridge: "bridge",
  culvert: "bridge",
  power_line: "power",
  substation: "power",
  generator: "power",
  water_main: "water",
  pump: "water",
  well: "water",
  school: "school",
  clinic: "clinic",
  house: "home",
  apartments: "home",
  field: "field",
};

function asset(glyph: string, fill: string, edge: string, line: string, dashed: boolean): Draw {
  return (pen, size) => {
    const half = size / 2;
    pen.translate(half, half);
    pen.beginPath();
    pen.roundRect(1 - half, 1 - half, size - 2, size - 2, 4);
    pen.fillStyle = fill;
    pen.fill();
    pen.strokeStyle = edge;
    pen.lineWidth = 1.5;
    if (dashed) pen.setLineDash([3, 2]);
    pen.stroke();
    pen.setLineDash([]);
    pen.strokeStyle = line;
    pen.lineJoin = "round";
    pen.stroke(new Path2D(GLYPHS[glyph]));
  };
}

function disc(colour: string): Draw {
  return (pen, size) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(size / 2, size / 2, size / 2 - 0.5, 0, 2 * Math.PI);
    pen.fill();
  };
}

/** Register every pattern and glyph with a map, in the colours of the theme. */
export function addImages(map: MapLibre, colour: Colours): void {
  const ratio = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
  const put = (name: string, size: number, draw: Draw): void => {
    const drawn = image(size, ratio, draw);
    if (map.hasImage(name)) map.updateImage(name, drawn);
    else map.addImage(name, drawn, { pixelRatio: ratio });
  };
  put("hatch-cha", 8, hatch(colour("cha"), true));
  put("hatch-sha", 10, hatch(colour("sha-text"), false));
  put("product-cancelled", 9, product(colour("released-text"), true));
  put("product-reduced", 6, product(colour("released-text"), false));
  put("small-cha", 9, diamond(colour("cha"), colour("ink")));
  put("small-sha", 9, diamond(colour("sha"), colour("ink")));
  for (const glyph of Object.keys(GLYPHS)) {
    const [surface, service, ink] = [colour("surface"), colour("service"), colour("ink-2")];
    put(`in-service-${glyph}`, 18, asset(glyph, service, service, surface, false));
    put(`limited-${glyph}`, 18, asset(glyph, surface, service, service, true));
    put(`out-${glyph}`, 18, asset(glyph, surface, ink, ink, false));
  }
  put("team", 15, disc(colour("ink")));
}
