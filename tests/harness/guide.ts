// Applies the guide of the README ("Extending it") to a copy of the project.
// As a program it passes the whole gate there: deno task guide.
const ROOT = new URL("../../", import.meta.url);
const README = await Deno.readTextFile(new URL("README.md", ROOT));

/** Sections of the guide that change the code. */
const SECTIONS = ["A message", "An error", "An SSH service"] as const;

/** Files and folders that the gate needs. */
const PROJECT = [
  ...[".env.example", "CHANGELOG.md", "README.md", "deno.json", "deno.lock", "main.ts"],
  ...["src", "tests"],
] as const;

/** A copy of the project. Disposing it removes the copy. */
export interface ProjectCopy extends AsyncDisposable {
  /** Path of its folder. */
  readonly path: string;
}

if (import.meta.main) Deno.exit(await passGate());

/** Whether the guide is applied already, as in a copy that {@linkcode copyWithGuide} has made. */
export const isGuideApplied = await exists(new URL("src/operations/greet.ts", ROOT));

/** Returns the README's fenced blocks of `language`, below the heading `section` if one is given. */
export function blocks(language: string, section = ""): string[] {
  const from = section === "" ? 0 : README.indexOf(`### ${section}\n`);
  const to = section === "" ? README.length : README.slice(from + 4).search(/^##/m) + from + 4;
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  return [...README.slice(from, to).matchAll(fence)].map(([, text = ""]) => text);
}

/** Copies the project and does there what the guide says, except for its last step, the commands. */
export async function copyWithGuide(): Promise<ProjectCopy> {
  const path = await Deno.makeTempDir({ prefix: "pink-page-guide-" });
  const copy = { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
  await using opening = new AsyncDisposableStack();
  opening.use(copy);
  const sources = PROJECT.map((name) => new URL(name, ROOT).pathname);
  const { success } = await new Deno.Command("cp", { args: ["-r", ...sources, path] }).output();
  if (!success) throw new Error("The project cannot be copied");
  for (const section of SECTIONS) {
    for (const diff of blocks("diff", section)) await apply(path, diff);
    for (const file of blocks("ts", section)) await write(path, file);
  }
  opening.move();
  return copy;
}

/** Runs the last step of the guide in a copy, and returns its exit code. */
async function passGate(): Promise<number> {
  await using copy = await copyWithGuide();
  const [script = ""] = blocks("sh", "The gate");
  const { code } = await new Deno.Command("sh", { args: ["-ec", script], cwd: copy.path }).spawn()
    .status;
  return code;
}

/**
 * Puts the added lines of a diff behind the line of context before them, or before the first one.
 * Lines of context may differ in white space and in dashes, as the widths of tables do.
 */
async function apply(copy: string, diff: string): Promise<void> {
  const [header = "", ...lines] = diff.trimEnd().split("\n");
  const path = `${copy}/${header.replace("--- ", "")}`;
  const text = (await Deno.readTextFile(path)).split("\n");
  const leading: string[] = [];
  let at = 0;
  for (const line of lines) {
    if (line.startsWith("+")) {
      if (at === 0) leading.push(line.slice(1));
      else text.splice(at++, 0, line.slice(1));
      continue;
    }
    const found = text.findIndex((other, i) => i >= at && isSame(other, line.slice(1)));
    if (found < 0) throw new Error(`${path} has no line ${line.slice(1)}`);
    text.splice(found, 0, ...leading);
    at = found + leading.splice(0).length + 1;
  }
  await Deno.writeTextFile(path, text.join("\n"));
}

function isSame(a: string, b: string): boolean {
  const bare = (line: string) => line.replaceAll(/\s+/g, " ").replaceAll(/-+/g, "-").trim();
  return bare(a) === bare(b);
}

/** Writes a new file, whose first line says where it belongs. */
async function write(copy: string, file: string): Promise<void> {
  const [header = ""] = file.split("\n");
  await Deno.writeTextFile(`${copy}/${header.replace("// ", "")}`, file);
}

async function exists(url: URL): Promise<boolean> {
  try {
    await Deno.stat(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
