import { transform } from "sucrase";

/** Options for {@linkcode joinedScripts}. */
export interface JoinedScriptsOptions {
  /** Path of the module that runs first. */
  readonly entry: string;
  /** Texts of the modules, by path, or by name for those of packages. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Scripts of the console: native ES modules. */
export interface JoinedScripts {
  /** Entry, and the modules that it needs. */
  readonly first: string;
  /** Modules that dynamic imports need besides. */
  readonly late: string;
}

/** Module as JavaScript, and the paths of the modules that it imports. */
interface ScriptModule {
  readonly code: string;
  readonly needs: readonly string[];
  readonly needsLate: readonly string[];
}

/**
 * Joins the modules of the console into two scripts, so that a page makes two requests instead of
 * eighty. Each module is a function in them, which runs once. Dynamic imports of packages are left
 * to the browser.
 *
 * @throws {Error} when a module is missing or cannot be compiled
 */
export function joinedScripts(
  { entry, sources }: JoinedScriptsOptions,
): JoinedScripts {
  const first = new Map<string, ScriptModule>();
  const late = new Map<string, ScriptModule>();
  const add = (to: Map<string, ScriptModule>, path: string): void => {
    if (first.has(path) || late.has(path)) return;
    const source = sources.get(path);
    if (source === undefined) throw new Error(`${path} is not in the list of the console's files`);
    const module = scriptModule(path, source);
    to.set(path, module);
    module.needs.forEach((path) => add(to, path));
  };
  add(first, entry);
  for (const { needsLate } of first.values()) needsLate.forEach((path) => add(late, path));
  return { first: firstScript(entry, first), late: lateScript(late) };
}

function firstScript(
  entry: string,
  modules: ReadonlyMap<string, ScriptModule>,
): string {
  return `const modules = {
${functionsOf(modules)}
};
const loaded = {};
export const add = (more) => Object.assign(modules, more);
const require = (path) => {
  if (!(path in loaded)) modules[path](loaded[path] = {}, require, late);
  return loaded[path];
};
const late = async (path) => (await import("./late.js"), require(path));
require("${entry}");
`;
}

function lateScript(modules: ReadonlyMap<string, ScriptModule>): string {
  return `import { add } from "./console.js";
add({
${functionsOf(modules)}
});
`;
}

function functionsOf(modules: ReadonlyMap<string, ScriptModule>): string {
  return [...modules].map(([path, { code }]) => `"${path}"(exports, require, $late) {${code}\n},`)
    .join("\n");
}

/** Makes JavaScript of a module. Its imports are calls with paths from the root. */
function scriptModule(
  path: string,
  source: string,
): ScriptModule {
  const { code } = transform(source, {
    transforms: ["typescript", "jsx", "imports"],
    jsxRuntime: "automatic",
    jsxImportSource: "preact",
    production: true,
    disableESTransforms: true,
    preserveDynamicImport: true,
    filePath: path,
  });
  const needs = new Set<string>();
  const needsLate = new Set<string>();
  const rooted = code
    .replaceAll(
      /\brequire\(["']([^"']+)["']\)/g,
      (_, name: string) => `require("${added(needs, rootedPath(name, path))}")`,
    )
    .replaceAll(
      /\bimport\(["'](\.[^"']+)["']\)/g,
      (_, name: string) => `$late("${added(needsLate, rootedPath(name, path))}")`,
    )
    .replaceAll(/^[ \t]*(?:\/\/.*|\/\*\*[^]*?\*\/)\n/gm, "")
    .replaceAll(/^[ \t]+/gm, "")
    // The script is strict, it has no default exports, and no function in it reads `this`.
    .replace('"use strict";', "")
    .replace('Object.defineProperty(exports, "__esModule", {value: true});', "")
    .replaceAll(".call(void 0, ", "(");
  return { code: rooted, needs: [...needs], needsLate: [...needsLate] };
}

/** Returns the path from the root of what a module imports; the name of a package. */
function rootedPath(name: string, importer: string): string {
  if (!name.startsWith(".")) return name;
  return new URL(name, `file:///${importer}`).pathname.slice(1);
}

function added(paths: Set<string>, path: string): string {
  paths.add(path);
  return path;
}
