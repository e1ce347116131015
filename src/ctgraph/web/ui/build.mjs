// Builds the editor into the folder that the site serves it from.

import { build } from "esbuild";

await build({
  entryPoints: ["editor.ts"],
  outdir: "../static/ui",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "eof",
  logLevel: "warning",
});
