// Packs the program and Deno into one file that runs by itself on Linux.
// Usage: deno task pack [--target x86_64|aarch64] [--output FILE]
import { parseArgs } from "node:util";
import project from "../../deno.json" with { type: "json" };
import { writeBundle } from "./bundle.ts";
import { denoBinary, TARGETS } from "./deno_binary.ts";
import { output } from "./output.ts";
import { packedFile, sha256 } from "./packed_file.ts";

/** Options of Deno that keep the program from files around it. */
const SEALED = ["--no-config", "--no-lock", "--no-npm", "--no-remote"];

if (import.meta.main) Deno.exit(await main());

/** Writes the file, and prints its SHA-256 in the form of `sha256sum`. Returns the exit code. */
async function main(): Promise<number> {
  const { target, output: path } = parseArgs({
    args: Deno.args,
    options: {
      target: { type: "string", default: Deno.build.arch },
      output: { type: "string", default: "pink-page" },
    },
  }).values;
  if (!TARGETS.includes(target)) {
    print(`There is no Deno for Linux ${target}: choose --target ${TARGETS.join(" or ")}`);
    return 2;
  }
  const file = await pack(target);
  // A start that unpacks the old file meanwhile reads it to its end.
  await Deno.writeFile(`${path}.new`, file);
  await Deno.chmod(`${path}.new`, 0o755);
  await Deno.rename(`${path}.new`, path);
  print(`${await sha256(file)}  ${path}`);
  return 0;
}

/** Returns the bytes of the file for the CPU `target`. */
async function pack(target: string): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-pack-" });
  try {
    await Deno.copyFile(await denoBinary(target), `${folder}/deno`);
    await Deno.chmod(`${folder}/deno`, 0o755);
    await writeBundle(folder);
    return await packedFile(folder, {
      options: startOptions(),
      target,
      version: project.version,
      denoVersion: Deno.version.deno,
      commit: await commit(),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Returns the options of `deno run` in the task `start`, and those that a configuration gives. */
export function startOptions(): string[] {
  const [, , ...words] = project.tasks.start.command.split(" ");
  const unstable = project.unstable.map((feature) => `--unstable-${feature}`);
  return [...words.filter((word) => word.startsWith("--")), ...unstable, ...SEALED];
}

/** Returns the commit of the program, and whether its files were changed after it. */
async function commit(): Promise<string> {
  try {
    const id = await output("git", ["rev-parse", "--short=12", "HEAD"]);
    const changes = await output("git", ["status", "--porcelain", "--untracked-files=no"]);
    return changes === "" ? id.trim() : `${id.trim()} with changes`;
  } catch {
    return "unknown";
  }
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a task for people
  console.log(line);
}
