// Bundle src/ into static/:  npm ci && npm run build
// The first line of each file holds a digest of what all were made from; a test compares it, so that files that were
// forgotten are noticed where there is no Node.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const read = name => readFileSync(new URL(name, here), "utf8").replaceAll("\r\n", "\n");
const EXPLORER = ["../../export/page/explorer.css", "../../export/page/src/dom.js"]; // what the pages share with it
const inputs = [...readdirSync(new URL("src", here)).sort().map(name => `src/${name}`), ...EXPLORER, "package-lock.json"];
const digest = createHash("sha256").update(inputs.map(name => `${name}\n${read(name)}`).join("\n")).digest("hex");

const { outputFiles, metafile } = await build({
  absWorkingDir: fileURLToPath(here), entryPoints: ["src/pages.js", "src/ask.js"], outdir: "static", bundle: true, write: false, metafile: true,
  format: "iife", target: "es2022", minify: true, charset: "utf8", legalComments: "none",
});
const packages = [...new Set(Object.keys(metafile.inputs).map(path => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean))].sort();
const licences = packages.map(name => `${name} ${JSON.parse(read(`node_modules/${name}/package.json`)).version}\n\n${read(`node_modules/${name}/LICENSE`).trim()}\n`);
const head = `/* kechuang pages, made by build.mjs from src/ (${digest}); licences in LICENSES.txt: ${packages.join(", ")} */\n`;
for (const file of outputFiles) writeFileSync(file.path, `${head}${file.text.trim()}\n`);
// The explorer's colours, light and dark, are the pages'.
const colours = read(EXPLORER[0]).split("\n").filter(line => line.startsWith(":root")).join("\n");
writeFileSync(new URL("static/pages.css", here), `${head}${colours}\n${read("src/pages.css")}`);
writeFileSync(new URL("static/LICENSES.txt", here), `The bundles in this folder hold parts of these packages.\n\n${licences.join("\n---\n\n")}`);
