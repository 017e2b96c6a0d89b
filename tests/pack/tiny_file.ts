import { type Facts, packedFile } from "../../src/pack/packed_file.ts";
import { outputOf } from "../harness/output_of.ts";

/** Script in the place of Deno. It prints how it was called. */
export const FAKE_DENO = `#!/bin/sh
if [ "$1" = --version ]; then exit 0; fi
echo "$$ $PWD $DENO_DIR"
printf '%s\\n' "$@"
exit 7
`;

/** Facts of the tiny file. */
export const FACTS: Facts = {
  options: ["--allow-net", "--no-npm"],
  target: Deno.build.arch,
  version: "1.2.3",
  denoVersion: "9.8.7",
  commit: "0123456789ab",
};

/** Packed file with a script for Deno, in a new folder. Disposing it removes the folder. */
export interface TinyFile extends AsyncDisposable {
  /** Path of the folder. */
  readonly folder: string;
  /** Path of the file. */
  readonly path: string;
  /** Path of the cache, which is not there yet. */
  readonly cache: string;
  /** Runs the file with the variables `env`, in the folder, and waits until it ends. */
  run(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** Puts a program before all others, into the folder `bin` of `PATH`. */
  replaceProgram(name: string, script: string): Promise<void>;
}

/** Ending of a run. */
export interface Run {
  readonly code: number;
  /** Process id of the run. */
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Packs the script `deno`, and makes it executable unless `mode` says otherwise. */
export async function tinyFile(
  { deno = FAKE_DENO, mode = 0o755 }: { deno?: string; mode?: number } = {},
): Promise<TinyFile> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-packed-" });
  await Deno.mkdir(`${folder}/contents`);
  await Deno.mkdir(`${folder}/bin`);
  await Deno.writeTextFile(`${folder}/contents/deno`, deno);
  await Deno.chmod(`${folder}/contents/deno`, mode);
  await Deno.writeTextFile(`${folder}/contents/main.js`, "");
  const path = `${folder}/pink-page`;
  await Deno.writeFile(path, await packedFile(`${folder}/contents`, FACTS), { mode: 0o755 });
  const cache = `${folder}/cache`;
  const PATH = `${folder}/bin:${Deno.env.get("PATH")}`;
  return {
    folder,
    path,
    cache,
    run: async (args = [], env = { PINK_PAGE_CACHE: cache }) => {
      const child = new Deno.Command(path, {
        args: [...args],
        cwd: folder,
        clearEnv: true,
        env: { PATH, ...env },
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const { code, stdout, stderr } = await outputOf(child, {
        what: "the packed file ends",
        limitMs: 60_000,
      });
      const text = new TextDecoder();
      return { code, pid: child.pid, stdout: text.decode(stdout), stderr: text.decode(stderr) };
    },
    replaceProgram: (name, script) =>
      Deno.writeTextFile(`${folder}/bin/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 }),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Returns the names in a folder, in order; none when it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
