// Bundle src/ into explorer.js:  npm ci && npm run build
// The first line of the bundle holds a digest of what it was made from; a test compares it, so that a bundle that was
// forgotten is noticed where there is no Node.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const read = name => readFileSync(new URL(name, here), "utf8").replaceAll("\r\n", "\n");
const inputs = [...readdirSync(new URL("src", here)).sort().map(name => `src/${name}`), "package-lock.json"];
const digest = createHash("sha256").update(inputs.map(name => `${name}\n${read(name)}`).join("\n")).digest("hex");

const { outputFiles, metafile } = await build({
  absWorkingDir: fileURLToPath(here), entryPoints: ["src/main.js"], bundle: true, write: false, metafile: true,
  format: "iife", target: "es2022", minify: true, charset: "utf8", legalComments: "none",
});
const packages = [...new Set(Object.keys(metafile.inputs).map(path => /node_modules\/([^/]+)\//.exec(path)?.[1]).filter(Boolean))].sort();
const licences = packages.map(name => `${name} ${JSON.parse(read(`node_modules/${name}/package.json`)).version}\n\n${read(`node_modules/${name}/LICENSE`).trim()}\n`);
writeFileSync(new URL("explorer.js", here), `/* kechuang explorer, made by build.mjs from src/ (${digest}); licences in LICENSES.txt: ${packages.join(", ")} */\n${outputFiles[0].text.trim()}\n`);
writeFileSync(new URL("LICENSES.txt", here), `The bundle explorer.js holds parts of these packages.\n\n${licences.join("\n---\n\n")}`);
