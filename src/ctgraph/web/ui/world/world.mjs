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

/** The part of a ring on one side of a parallel, which is a level line in this projection (Sutherland-Hodgman). */
function beyond(ring, level, side) {
  const inside = ([, y]) => (y - level) * side >= 0;
  return ring.flatMap((point, i) => {
    const next = ring[(i + 1) % ring.length];
    const [[x, y], [u, v]] = [point, next];
    const crossing = [x + ((u - x) * (level - y)) / (v - y), level];
    return [...(inside(point) ? [point] : []), ...(inside(point) !== inside(next) ? [crossing] : [])];
  });
}

/** The atlas draws lines as they are on the ground. Between Morocco and Western Sahara that is not the line
 *  of the United Nations' maps, which is the parallel 27°40′ north: draw that. */
function asOnMapsOfTheUN(countries) {
  const level = projection([0, 27 + 2 / 3])[1];
  const [north, south] = [countries.find((c) => c.id === "504"), countries.find((c) => c.id === "732")];
  const taken = north.rings.map((ring) => beyond(ring, level, 1)).filter((ring) => ring.length > 2);
  north.rings = north.rings.map((ring) => beyond(ring, level, -1)).filter((ring) => ring.length > 2);
  south.rings.push(...taken);
  return countries;
}

const path = geoPath(projection);
const read = (atlas) =>
  asOnMapsOfTheUN(feature(atlas, atlas.objects.countries).features.map(({ id, properties: { name }, ...shape }) =>
    ({ id, name, rings: rings(path(shape) ?? "") })));
const whole = read(atlas);
const drawn = read(plain);
const table = {};
const paths = [];
drawn.forEach((country, index) => {
  if (country.name === "Antarctica") return;
  const made = country.rings.map(relative).join("") || whole[index].rings.map(relative).join("");
  const code = country.id && !(country.id in table) ? country.id : "";
  if (made) paths.push(`<path${code ? ` id="c${code}"` : ""} d="${made}"/>`);
  if (!code) return;
  const largest = whole[index].rings.reduce((a, b) => (area(a) < area(b) ? b : a));
  const [x, y] = polylabel([largest], 0.05);
  const [xs, ys] = [largest.map((p) => p[0]), largest.map((p) => p[1])];
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
