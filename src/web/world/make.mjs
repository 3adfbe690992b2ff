// Natural Earth → one line a country: code, outline. Run by `make`.
//
// Equal Earth projection (areas are true to each other), 2000 units wide, whole numbers, north up;
// Antarctica is left out. Countries too small for the 1:110 million outlines are a dot where the
// 1:50 million ones have them. Lines: `KR m1 2l3 4…z` or `SG 1,2` for a dot; `-` is land that
// has no ISO 3166-1 code of its own.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { presimplify, simplify, quantile } from "topojson-simplify";
import { geoEqualEarth, geoPath, geoCentroid } from "d3-geo";

const require = createRequire(import.meta.url);
const codes = require("i18n-iso-countries");
const atlas = (scale) => JSON.parse(readFileSync(new URL(`node_modules/world-atlas/countries-${scale}.json`, import.meta.url)));
const WIDTH = 2000;
const NO_CODE = { Kosovo: "XK" };
const code = (shape) => (shape.id && codes.numericToAlpha2(shape.id)) || NO_CODE[shape.properties.name] || "-";

const presimplified = presimplify(atlas("110m"));
const coarse = simplify(presimplified, quantile(presimplified, 0.4));
const shapes = feature(coarse, coarse.objects.countries).features.filter((shape) => code(shape) !== "AQ");
const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(WIDTH, { type: "FeatureCollection", features: shapes });

// Rings of whole numbers, relative to the point before.
function outline(shape) {
  const rings = [];
  let ring = null;
  geoPath(projection, {
    moveTo(x, y) { ring = [[Math.round(x), Math.round(y)]]; rings.push(ring); },
    lineTo(x, y) {
      const point = [Math.round(x), Math.round(y)];
      const last = ring[ring.length - 1];
      if (point[0] !== last[0] || point[1] !== last[1]) ring.push(point);
    },
    closePath() {}, beginPath() {}, arc() {},
  })(shape);
  let [px, py] = [0, 0];
  const pair = (x, y) => {
    const [dx, dy] = [x - px, y - py];
    [px, py] = [x, y];
    return `${dx}${dy < 0 ? "" : " "}${dy}`;
  };
  let path = "";
  for (const ring of rings) {
    const first = ring[0];
    const last = ring[ring.length - 1];
    if (first[0] === last[0] && first[1] === last[1]) ring.pop();
    if (ring.length < 3) continue;
    path += "m" + pair(...first);
    let part = "l";
    for (const point of ring.slice(1)) {
      const step = pair(...point);
      path += part + (part !== "l" && step[0] !== "-" ? " " : "") + step;
      part = "";
    }
    path += "z";
    [px, py] = first;
  }
  return path;
}

const lines = [];
const drawn = new Set();
let bottom = 0;
for (const shape of shapes) {
  const path = outline(shape);
  if (!path) continue;
  lines.push(`${code(shape)} ${path}`);
  drawn.add(code(shape));
  bottom = Math.max(bottom, geoPath(projection).bounds(shape)[1][1]);
}
const fine = atlas("50m");
for (const shape of feature(fine, fine.objects.countries).features) {
  const own = code(shape);
  if (own === "-" || own === "AQ" || drawn.has(own)) continue;
  const [x, y] = projection(geoCentroid(shape)).map(Math.round);
  lines.push(`${own} ${x},${y}`);
  drawn.add(own);
}
lines.sort();
process.stdout.write(`${WIDTH} ${Math.ceil(bottom)}\n${lines.join("\n")}\n`);
