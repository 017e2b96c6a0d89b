import { output } from "./output.ts";

/** Matches a module with packages of Node.js, which require built-in modules. */
const COMMON_JS = /(?<!\b(?:import|getBuiltinModule))\("node:|\b__dirname\b/;

/** Lines that give such a module what Node.js has. Others do not wait for `node:module`. */
const NODE_GLOBALS = `import { createRequire } from "node:module";
globalThis.require ??= createRequire(import.meta.url);
globalThis.__dirname ??= import.meta.dirname;
`;

/** Entry of the program, whose name stays. */
const MAIN = "main.js";

/**
 * Writes the program into `folder` as `main.js` and the modules that it loads. Whatever is loaded
 * late stays in modules of its own: one large module starts later, and takes more memory.
 */
export async function writeBundle(folder: string): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "pink-page-bundle-" });
  try {
    // Without `--minify` comments name the paths of this machine.
    const form = ["--minify", "--keep-names", "--code-splitting", "--external=*.node"];
    await output(Deno.execPath(), ["bundle", "--quiet", ...form, `--outdir=${work}`, "main.ts"]);
    const names = await Array.fromAsync(Deno.readDir(work), ({ name }) => name);
    const modules = await Promise.all(
      names.map(async (name) => [name, await Deno.readTextFile(`${work}/${name}`)] as const),
    );
    for (const [name, text] of renamed(new Map(modules))) {
      const start = COMMON_JS.test(text) ? NODE_GLOBALS : "";
      await Deno.writeTextFile(`${folder}/${name}`, start + text);
    }
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/**
 * Numbers the modules by their text. Deno puts a hash into each name that depends on the folder of
 * the project.
 */
export function renamed(modules: ReadonlyMap<string, string>): Map<string, string> {
  const names = [...modules.keys()].filter((name) => name !== MAIN);
  const base = (name: string) => name.replace(/-[A-Z0-9]+\.js$/, "");
  const any = new RegExp(names.map((name) => RegExp.escape(name)).join("|") || "(?!)", "g");
  const plain = (name: string) => `${base(name)} ${modules.get(name)?.replaceAll(any, base)}`;
  const order = names.map((name) => ({ name, plain: plain(name) }))
    .sort((a, b) => a.plain < b.plain ? -1 : 1);
  const renames = new Map(order.map(({ name }, index) => [name, `${base(name)}-${index + 1}.js`]));
  return new Map(
    [...modules].map(([name, text]) => [
      renames.get(name) ?? name,
      text.replaceAll(any, (old) => renames.get(old) ?? old),
    ]),
  );
}
