/** Copy of the project for a fault. Disposing it removes the copy. */
export interface ProjectCopy extends AsyncDisposable {
  /** Path of the folder. */
  readonly path: string;
}

/** Names in the root of the project that the tests need. */
const NAMES = ["src", "tests", "main.ts", "deno.json", "deno.lock", "README.md", ".env.example"];

/** Copies the project into a new temporary folder. */
export async function copyProject(): Promise<ProjectCopy> {
  const path = await Deno.makeTempDir({ prefix: "mutants-" });
  const root = new URL("../../", import.meta.url).pathname;
  const { success } = await new Deno.Command("cp", {
    args: ["-r", ...NAMES.map((name) => `${root}${name}`), path],
  }).output();
  if (!success) throw new Error("The project cannot be copied: see whether the disk is full");
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
