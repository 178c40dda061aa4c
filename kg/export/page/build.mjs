// Bundle src/ into explorer.js, and deflate that into packed.js, which a page carries:  npm ci && npm run build
// The first line of the bundle holds a digest of what it was made from; a test compares it, so that a bundle that was
// forgotten is noticed where there is no Node.  It is deflated by fflate, whose bytes depend on its version alone and on
// no machine's zlib.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { zlibSync } from "fflate";

const here = new URL(".", import.meta.url);
const read = name => readFileSync(new URL(name, here), "utf8").replaceAll("\r\n", "\n");
const inputs = [...readdirSync(new URL("src", here)).sort().map(name => `src/${name}`), "package-lock.json"];
const digest = createHash("sha256").update(inputs.map(name => `${name}\n${read(name)}`).join("\n")).digest("hex");

const bundled = (entry, define) => build({
  absWorkingDir: fileURLToPath(here), entryPoints: [entry], bundle: true, write: false, metafile: true,
  format: "iife", target: "es2022", minify: true, charset: "utf8", legalComments: "none", define,
});
const { outputFiles, metafile } = await bundled("src/main.js", {});
const packages = [...new Set(Object.keys(metafile.inputs).map(path => /node_modules\/([^/]+)\//.exec(path)?.[1]).filter(Boolean))].sort();
const licences = packages.map(name => `${name} ${JSON.parse(read(`node_modules/${name}/package.json`)).version}\n\n${read(`node_modules/${name}/LICENSE`).trim()}\n`);
const said = `/* kechuang explorer, made by build.mjs from src/ (${digest}); licences in LICENSES.txt: ${packages.join(", ")} */\n`;
const script = `${said}${outputFiles[0].text.trim()}\n`;
const packed = Buffer.from(zlibSync(Buffer.from(script), { level: 9 })).toString("base64");
const loader = await bundled("src/unpack.js", { PACKED: JSON.stringify(packed) });
writeFileSync(new URL("explorer.js", here), script);
writeFileSync(new URL("packed.js", here), `${said}${loader.outputFiles[0].text.trim()}\n`);
writeFileSync(new URL("LICENSES.txt", here), `The bundle explorer.js, and packed.js, which holds it deflated, hold parts of these packages.\n\n${licences.join("\n---\n\n")}`);
