import { transform } from "sucrase";

/** Options for {@linkcode joinedScripts}. */
export interface JoinedScriptsOptions {
  /** Path of the module that runs first. */
  readonly entry: string;
  /** Texts of the modules, by path, or by name for those of packages. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Script of the console: a native ES module. */
export interface JoinedScript {
  /** Name of its file. */
  readonly name: string;
  /** Text. */
  readonly text: string;
}

/** Modules by path. */
type Modules = ReadonlyMap<string, ScriptModule>;

/** Numbers of modules by path. */
type Numbers = ReadonlyMap<string, number>;

/** Module as JavaScript, and the paths of the modules that it imports. */
interface ScriptModule {
  readonly code: string;
  readonly needs: readonly string[];
  readonly needsLate: readonly string[];
}

/**
 * Joins the modules of the console, so that a page makes few requests: `console.js` has those that
 * the entry needs, and one script for each dynamic import has what that needs besides. Each module
 * is a function, which runs once, whatever scripts have it. Dynamic imports of packages are left to
 * the browser. The event loop turns after each module.
 *
 * @throws {Error} when a module is missing or cannot be compiled
 */
export async function* joinedScripts(
  { entry, sources }: JoinedScriptsOptions,
): AsyncGenerator<JoinedScript> {
  const numbers = new Map([...sources.keys()].map((path, number) => [path, number]));
  const compiled = new Map<string, ScriptModule>();
  const options = { sources, numbers, compiled };
  const first = await modulesFrom(entry, { ...options, known: new Map() });
  yield { name: "console.js", text: firstScript(functionsOf(first, numbers), numbers.get(entry)) };
  const roots = lateNeeds(first);
  for (const root of roots) {
    const late = await modulesFrom(root, { ...options, known: first });
    lateNeeds(late).forEach((path) => roots.add(path));
    if (late.size === 0) continue;
    yield { name: `late-${numbers.get(root)}.js`, text: lateScript(functionsOf(late, numbers)) };
  }
}

/** Returns the paths of the dynamic imports of modules. */
function lateNeeds(modules: Modules): Set<string> {
  return new Set([...modules.values()].flatMap(({ needsLate }) => needsLate));
}

/** Options for {@linkcode modulesFrom}. */
interface ModulesOptions {
  readonly sources: ReadonlyMap<string, string>;
  /** Numbers of the modules by path, which stand for the paths in the scripts. */
  readonly numbers: Numbers;
  /** Modules that are compiled already. */
  readonly compiled: Map<string, ScriptModule>;
  /** Modules that the page has before. */
  readonly known: Modules;
}

/** Returns a module and those that it needs, besides those that are known. */
async function modulesFrom(
  root: string,
  { sources, numbers, compiled, known }: ModulesOptions,
): Promise<Modules> {
  const modules = new Map<string, ScriptModule>();
  const wanted = new Set([root]);
  for (const path of wanted) {
    if (known.has(path)) continue;
    const source = sources.get(path);
    if (source === undefined) throw new Error(`${path} is not in the list of the console's files`);
    const module = compiled.get(path) ?? scriptModule(path, { source, numbers });
    modules.set(path, module);
    module.needs.forEach((path) => wanted.add(path));
    if (compiled.has(path)) continue;
    compiled.set(path, module);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return modules;
}

function firstScript(functions: string, entry: number | undefined): string {
  return `const modules = {
${functions}
};
const loaded = {};
export const add = (more) => Object.assign(modules, more);
const require = (number) => {
  if (!(number in loaded)) modules[number](loaded[number] = {}, require, late);
  return loaded[number];
};
const late = async (number) => {
  if (!(number in modules)) await import(\`./late-\${number}.js\`);
  return require(number);
};
require(${entry});
`;
}

function lateScript(functions: string): string {
  return `import { add } from "./console.js";
add({
${functions}
});
`;
}

function functionsOf(modules: Modules, numbers: Numbers): string {
  return [...modules].map(([path, { code }]) =>
    `${numbers.get(path)}(exports, require, $late) {${code}\n},`
  ).join("\n");
}

/** Makes JavaScript of a module. Its imports are calls with the numbers of modules. */
function scriptModule(
  path: string,
  { source, numbers }: { readonly source: string; readonly numbers: Numbers },
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
  const numberOf = (name: string, paths: Set<string>) => {
    const needed = rootedPath(name, path);
    paths.add(needed);
    return numbers.get(needed);
  };
  const numbered = code
    .replaceAll(
      /\brequire\(["']([^"']+)["']\)/g,
      (_, name: string) => `require(${numberOf(name, needs)})`,
    )
    .replaceAll(
      /\bimport\(["'](\.[^"']+)["']\)/g,
      (_, name: string) => `$late(${numberOf(name, needsLate)})`,
    );
  return { code: shortened(numbered), needs: [...needs], needsLate: [...needsLate] };
}

/**
 * Shortens the JavaScript of a module: without comments and indents, with the numbers of what it
 * imports as names, and with one assignment for its exports, which never change.
 */
function shortened(code: string): string {
  const imported = [...code.matchAll(/\bvar (_\w+) = require\((\d+)\)/g)];
  const names = new Map(imported.map(([, name = "", number]) => [name, `$${number}`]));
  const exported: string[] = [];
  const short = code
    // The script is strict, it has no default exports, and no function in it reads `this`.
    .replace('"use strict";', "")
    .replace('Object.defineProperty(exports, "__esModule", {value: true});', "")
    .replaceAll(".call(void 0, ", "(")
    .replaceAll(/\b_\w+/g, (name) => names.get(name) ?? name)
    .replaceAll(/ ?\bexports\.(\w+) = \1;/g, (_, name: string) => {
      exported.push(name);
      return "";
    })
    // The module itself reads its constants before they are exported.
    .replaceAll(
      /\bexports\.(\w+)\b(?! = )/g,
      (all, name: string) => exported.includes(name) ? name : all,
    )
    .replace(/\/\/# sourceMappingURL=.*$/m, "")
    .replaceAll(/^[ \t]*(?:\/\/.*|\/\*\*[^]*?\*\/)\n/gm, "")
    .replaceAll(/^\s+/gm, "")
    .trimEnd();
  return exported.length === 0 ? short : `${short}\nObject.assign(exports, {${exported}});`;
}

/** Returns the path from the root of what a module imports; the name of a package. */
function rootedPath(name: string, importer: string): string {
  if (!name.startsWith(".")) return name;
  return new URL(name, `file:///${importer}`).pathname.slice(1);
}
