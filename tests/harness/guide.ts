// Applies the guide "Extending" to a copy of the project. `deno task guide` runs the gate there.
import { type GuideName, readGuide } from "../../src/documents/guides.ts";

const ROOT = new URL("../../", import.meta.url);

/** Sections of the guide "Extending" that change the code. */
const SECTIONS = [
  "A setting",
  "A history column",
  "A message",
  "An error",
  "An SSH service",
] as const;

/** Files and folders that the gate needs. */
const PROJECT = [
  ...[".env.example", "CHANGELOG.md", "README.md", "deno.json", "deno.lock", "main.ts"],
  ...["src", "tests"],
] as const;

/** Copy of the project. Disposing it removes the copy. */
export interface ProjectCopy extends AsyncDisposable {
  /** Path of the copy's folder. */
  readonly path: string;
  /** Paths of the files that the guide changes or adds, from the folder of the copy. */
  readonly changed: readonly string[];
}

if (import.meta.main) Deno.exit(await passGate());

/** Whether the guide is applied already, as in a copy of {@linkcode copyWithGuide}. */
export const isGuideApplied = await exists(new URL("src/operations/greet.ts", ROOT));

/** Returns the fenced blocks of `language` in a text of Markdown. */
export function blocksOf(text: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  return [...text.matchAll(fence)].map(([, block = ""]) => block);
}

/** Returns the part of a guide below the heading `section`. */
export async function sectionOf(name: GuideName, section: string): Promise<string> {
  const { text } = await readGuide(name);
  const part = text.split(/^## /m).find((part) => part.startsWith(`${section}\n`));
  if (part === undefined) throw new Error(`The guide ${name} has no section ${section}`);
  return part;
}

/** Copies the project and applies the guide there, except for its last section, the gate. */
export async function copyWithGuide(): Promise<ProjectCopy> {
  const path = await Deno.makeTempDir({ prefix: "pink-page-guide-" });
  const changed = new Set<string>();
  await using opening = new AsyncDisposableStack();
  opening.defer(() => Deno.remove(path, { recursive: true }));
  const sources = PROJECT.map((name) => new URL(name, ROOT).pathname);
  const { success } = await new Deno.Command("cp", { args: ["-r", ...sources, path] }).output();
  if (!success) throw new Error("The project cannot be copied");
  for (const section of SECTIONS) {
    const text = await sectionOf("extending", section);
    for (const diff of blocksOf(text, "diff")) changed.add(await apply(path, diff));
    for (const file of blocksOf(text, "ts")) changed.add(await write(path, file));
  }
  const held = opening.move();
  return { path, changed: [...changed], [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** Passes the gate in a copy as the last section of the guide says. Returns the exit code. */
async function passGate(): Promise<number> {
  await using copy = await copyWithGuide();
  const [script = ""] = blocksOf(await sectionOf("extending", "The gate"), "sh");
  const { code } = await new Deno.Command("sh", { args: ["-ec", script], cwd: copy.path }).spawn()
    .status;
  return code;
}

/**
 * Removes the removed lines of a diff, and inserts the added ones after the line before them, or
 * before the first line of context. Lines may differ in white space. Returns the path of the file.
 */
async function apply(copy: string, diff: string): Promise<string> {
  const [header = "", ...lines] = diff.trimEnd().split("\n");
  const name = header.replace("--- ", "");
  const path = `${copy}/${name}`;
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
    const isKept = line.startsWith(" ");
    text.splice(found, isKept ? 0 : 1, ...leading);
    at = found + leading.splice(0).length + (isKept ? 1 : 0);
  }
  await Deno.writeTextFile(path, text.join("\n"));
  return name;
}

function isSame(a: string, b: string): boolean {
  const bare = (line: string) => line.replaceAll(/\s+/g, " ").trim();
  return bare(a) === bare(b);
}

/** Writes a new file at the path that its first line names. Returns the path. */
async function write(copy: string, file: string): Promise<string> {
  const [header = ""] = file.split("\n");
  const name = header.replace("// ", "");
  await Deno.writeTextFile(`${copy}/${name}`, file);
  return name;
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
