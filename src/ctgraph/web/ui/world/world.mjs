// Draws the world once, for every map: an SVG with a path for each country, and a table of where each
// country lies on it. Both are kept in the repository, so that pages need no Node.
//
// Equal Earth: areas keep their proportions. The sheet is 1000 units wide, with 0,0 at the crossing
// of the equator and the prime meridian, so that a point is placed by the projection's formula alone.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEqualEarth, geoPath } from "d3-geo";
import polylabel from "polylabel";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const WIDTH = 1000;
const SMALLEST = 0.02; // square degrees: a bend that takes less of the land is left out
const PLACES = 100; // to a hundredth of a unit

const atlas = createRequire(import.meta.url)("world-atlas/countries-50m.json");
const plain = simplify(presimplify(atlas), SMALLEST);
const unit = geoEqualEarth().scale(1).translate([0, 0]);
const scale = WIDTH / 2 / unit([180, 0])[0];
const projection = geoEqualEarth().scale(scale).translate([0, 0]).precision(0.2);
const round = (value) => Math.round(value * PLACES) / PLACES;

/** The rings of a path's text as points. */
function rings(text) {
  return text.split("M").slice(1).map((ring) =>
    ring.replace("Z", "").split("L").map((point) => point.split(",").map(Number)));
}

/** A ring in relative steps, without those that go nowhere. */
function relative(ring) {
  let [x, y] = ring[0].map((v) => Math.round(v * PLACES));
  let made = `M${x / PLACES} ${y / PLACES}l`;
  const steps = [];
  for (const point of ring.slice(1)) {
    const [u, v] = point.map((w) => Math.round(w * PLACES));
    if (u !== x || v !== y) steps.push(`${(u - x) / PLACES} ${(v - y) / PLACES}`);
    [x, y] = [u, v];
  }
  return steps.length > 1 ? (made + steps.join(" ")).replace(/ -/g, "-").replace(/\b0\./g, ".") + "z" : "";
}

function area(ring) {
  return Math.abs(ring.reduce((sum, [x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    return sum + x * v - u * y;
  }, 0)) / 2;
}

const path = geoPath(projection);
const whole = feature(atlas, atlas.objects.countries).features;
const drawn = feature(plain, plain.objects.countries).features;
const table = {};
const paths = [];
drawn.forEach((country, index) => {
  const text = path(country) ?? "";
  const made = rings(text).map(relative).join("") || rings(path(whole[index]) ?? "").map(relative).join("");
  const code = country.id && country.properties.name !== "Antarctica" && !(country.id in table) ? country.id : "";
  if (country.properties.name !== "Antarctica" && made) paths.push(`<path${code ? ` id="c${code}"` : ""} d="${made}"/>`);
  if (!code) return;
  const parts = rings(path(whole[index]));
  const largest = parts.reduce((a, b) => (area(a) < area(b) ? b : a));
  const [x, y] = polylabel([largest], 0.05);
  const points = largest;
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  table[code] = [x, y, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(round);
});
const svg = `<!-- Natural Earth 1:50m (public domain), as world-atlas 2.0.2 has it; Equal Earth projection; made by ui/world -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-500 -245 1000 440"><g id="world">
${paths.join("\n")}
</g></svg>
`;
writeFileSync("../../static/world.svg", svg);
const rows = Object.keys(table).sort().map((code) => `  "${code}": [${table[code].join(", ")}]`);
writeFileSync("../../world.json", `{\n${rows.join(",\n")}\n}\n`);
