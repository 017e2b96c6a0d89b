/** Import of a module. */
export interface Import {
  /** Path from the project's root for modules of the project, the specifier for others. */
  readonly target: string;
  /** Whether the import is `import type` or `export type … from`. */
  readonly isType: boolean;
}

/** TypeScript module of the project. */
export interface Module {
  /** Path from the project's root. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const ROOT = new URL("../../", import.meta.url);

/** Reads the module at `path`, or all modules below the folder `path`. */
export async function readModules(path: string): Promise<Module[]> {
  const url = new URL(path, ROOT);
  if ((await Deno.stat(url)).isFile) return [await readModule(path)];
  const modules: Module[] = [];
  for await (const entry of Deno.readDir(url)) {
    if (entry.isDirectory || /(?<!\.d)\.tsx?$/.test(entry.name)) {
      modules.push(...await readModules(`${path}/${entry.name}`));
    }
  }
  return modules;
}

async function readModule(path: string): Promise<Module> {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  const statement =
    /(?:^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?|\bimport\()"([^"]+)"/gm;
  const imports = [...text.matchAll(statement)].map(([, type, specifier = ""]) => ({
    target: specifier.startsWith(".")
      ? new URL(specifier, new URL(path, ROOT)).href.slice(ROOT.href.length)
      : specifier,
    isType: type !== undefined,
  }));
  return { path, text, imports };
}
