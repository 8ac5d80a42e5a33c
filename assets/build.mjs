// Bundles the console: script, style, typeface and mark into the folder given as the first argument.
// Promises: names carry a content hash, `manifest.json` maps plain names to them, sizes stay inside their budgets,
// and `licences.txt` names every third-party package whose bytes are in the bundle. Refuses to leave half a bundle behind.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "built"));
const fresh = `${target}.fresh`;

// Budgets in bytes, minified, uncompressed. Measured 2026-11-22: script 64 k (htmx 61 k of it), style 20 k, typeface 27 k.
// `page.*` belong to the chat page, which somebody may open on a slow phone and must not look like the console.
const BUDGETS = {
  "console.js": 90_000,
  "console.css": 40_000,
  "public-sans.woff2": 40_000,
  "mark.svg": 4_000,
  "page.js": 6_000,
  "page.css": 4_000,
  "page.svg": 1_000,
};

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });

const fonts = join(here, "node_modules/@fontsource-variable/public-sans/files");
await cp(join(fonts, "public-sans-latin-wght-normal.woff2"), join(fresh, "public-sans.woff2"));
for (const name of ["mark.svg", "page.svg"]) await cp(join(here, "src", name), join(fresh, name));

const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/console.js", "src/console.css", "src/page.js", "src/page.css"],
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  external: ["*.woff2"],
  outdir: fresh,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
});

const manifest = {};
for (const name of Object.keys(BUDGETS).sort((a, b) => a.endsWith(".css") - b.endsWith(".css"))) {
  let bytes = await readFile(join(fresh, name));
  if (name === "console.css") bytes = Buffer.from(bytes.toString().replaceAll("public-sans.woff2", manifest["public-sans.woff2"]));
  if (bytes.length > BUDGETS[name]) throw new Error(`${name} is ${bytes.length} bytes; its budget is ${BUDGETS[name]}`);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem, suffix] = name.split(/\.(?=[^.]+$)/);
  manifest[name] = `${stem}-${digest}.${suffix}`;
  await rm(join(fresh, name));
  await writeFile(join(fresh, manifest[name]), bytes);
}

// Third parties: every package that esbuild read, and the typeface. esbuild itself leaves no bytes in the bundle.
const packages = new Set(["@fontsource-variable/public-sans"]);
for (const input of Object.keys(result.metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const licences = [];
for (const name of [...packages].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} ships no licence text; it can't be bundled`);
  licences.push(`${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`);
}
await writeFile(join(fresh, "licences.txt"), licences.join(`\n${"-".repeat(72)}\n\n`));
await writeFile(join(fresh, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

await rm(target, { recursive: true, force: true });
await rename(fresh, target);
console.log(`bundled ${Object.values(manifest).join(", ")}`);
