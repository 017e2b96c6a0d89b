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
  /** Makes the script of the modules that dynamic imports need besides. */
  readonly late: () => Promise<string>;
}

/** Modules by path. */
type Modules = ReadonlyMap<string, ScriptModule>;

/** Module as JavaScript, and the paths of the modules that it imports. */
interface ScriptModule {
  readonly code: string;
  readonly needs: readonly string[];
  readonly needsLate: readonly string[];
}

/**
 * Joins the modules of the console into two scripts, so that a page makes two requests instead of
 * eighty. Each module is a function in them, which runs once. Dynamic imports of packages are left
 * to the browser. The event loop turns after each module.
 *
 * @throws {Error} when a module is missing or cannot be compiled, also by `late`
 */
export async function joinedScripts(
  { entry, sources }: JoinedScriptsOptions,
): Promise<JoinedScripts> {
  const first = await modulesFrom([entry], { sources, known: new Map() });
  return {
    first: firstScript(entry, first),
    late: async () => {
      const roots = [...first.values()].flatMap(({ needsLate }) => needsLate);
      return lateScript(await modulesFrom(roots, { sources, known: first }));
    },
  };
}

/** Compiles modules, and those that they need besides those that are known. */
async function modulesFrom(
  roots: readonly string[],
  { sources, known }: Pick<JoinedScriptsOptions, "sources"> & { readonly known: Modules },
): Promise<Modules> {
  const modules = new Map<string, ScriptModule>();
  const wanted = new Set(roots);
  for (const path of wanted) {
    if (known.has(path)) continue;
    const source = sources.get(path);
    if (source === undefined) throw new Error(`${path} is not in the list of the console's files`);
    const module = scriptModule(path, source);
    modules.set(path, module);
    module.needs.forEach((path) => wanted.add(path));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return modules;
}

function firstScript(entry: string, modules: Modules): string {
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

function lateScript(modules: Modules): string {
  return `import { add } from "./console.js";
add({
${functionsOf(modules)}
});
`;
}

function functionsOf(modules: Modules): string {
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
