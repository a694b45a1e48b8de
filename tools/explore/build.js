// node build.js OUT: bundle the shared module with D3 into one file that needs no import.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const licence = readFileSync(join(here, "node_modules/d3-scale/LICENSE"), "utf8").trim();
const banner = `/* Built by tools/explore/build.js from tools/explore/kit; do not edit.
Contains modules of D3 (d3js.org):
${licence}
*/`;

await build({
  entryPoints: [join(here, "kit/index.js")],
  outfile: process.argv[2] ?? join(here, "../../nnhelpers/explore/kit.js"),
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "kit",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: banner },
});
