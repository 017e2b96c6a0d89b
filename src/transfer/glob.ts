import type { FileStatus, RemoteFiles } from "../domain/files.ts";
import { listSource } from "./list_folder.ts";
import { joined } from "./remote_path.ts";
import { naming, transferFailure } from "./transfer_failure.ts";

/** Whether `text` has a meaning beyond itself for {@linkcode expand}. */
export function isGlob(text: string): boolean {
  return /[*?[\\]/.test(text);
}

/**
 * The expression for one segment of a glob (POSIX.1-2017, Shell & Utilities, 2.13): `*`, `?`, `[…]` with ranges, classes
 * like `[:digit:]` and `!` or `^` for the opposite, `\` before a character that stands for itself. A dot at the beginning
 * of a name matches only a dot.
 *
 * @throws {AppError} 24000 for a range whose end comes before its beginning
 */
export function segmentExpression(segment: string): RegExp {
  const source = segment.replaceAll(
    /\[([!^]?)(\]?(?:\[:[a-z]+:\]|\\[^]|[^\]\\])*)\]|\\([^])|([^])/gu,
    (_, not?: string, set?: string, escaped?: string, char?: string) =>
      set ? `[${not ? "^" : ""}${setSource(set)}]` : charSource(escaped, char),
  );
  const isHidden = /^\\?\./.test(segment);
  try {
    return new RegExp(`^${isHidden ? "" : "(?!\\.)"}${source}$`, "su");
  } catch {
    throw transferFailure(`${JSON.stringify(segment)} is no pattern`);
  }
}

function charSource(escaped: string | undefined, char = ""): string {
  if (escaped !== undefined) return literal(escaped);
  return char === "*" ? ".*" : char === "?" ? "." : literal(char);
}

/** Classes by name: those that names of files are chosen by. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "\\p{L}\\p{N}",
  alpha: "\\p{L}",
  digit: "0-9",
  lower: "\\p{Ll}",
  upper: "\\p{Lu}",
  space: "\\s",
  xdigit: "0-9A-Fa-f",
};

function setSource(set: string): string {
  return set.replaceAll(
    /\[:([a-z]+):\]|\\([^])|([^])/gu,
    (_, name?: string, escaped?: string, char?: string) => {
      if (name !== undefined) return CLASSES[name] ?? "";
      return escaped === "-" ? "\\-" : literal(escaped ?? char ?? "");
    },
  );
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** How a glob is expanded. */
export interface ExpandOptions {
  /** Where. */
  readonly files: Pick<RemoteFiles, "list" | "server" | "stat">;
  /** Reads a name as text, which the pattern is. */
  readonly decode: (name: string) => string;
  /** Writes text as the server does. */
  readonly encode: (text: string) => string;
  /** Returns a path as people read it. */
  readonly show: (path: string) => string;
}

/** Something that a pattern matches. */
export interface Match {
  /** Where it is. */
  readonly path: string;
  /** What it is. */
  readonly status: FileStatus;
}

/**
 * What the absolute `pattern` matches, in the order of the paths.
 *
 * @throws {AppError} 24003, 24000 with the name of a folder that cannot be read
 */
export async function expand(pattern: string, options: ExpandOptions): Promise<Match[]> {
  const segments = pattern.split("/").filter((text) => text !== "" && text !== ".");
  let matches: Match[] = [{ path: "/", status: ROOT }];
  for (const segment of segments) {
    const found: Match[] = [];
    for (const { path, status } of matches) {
      const inside = async () => {
        // Asked once more, a server refuses a link that leads to a place without rights.
        const { kind } = status.kind !== "broken"
          ? status
          : await options.files.stat(path) ?? status;
        return kind === "folder" ? await within(path, { segment, ...options }) : [];
      };
      found.push(...await naming(options.show(path), inside()));
    }
    matches = found;
  }
  return matches;
}

/** Stands for `/`, about which nothing needs to be asked. */
const ROOT: FileStatus = { kind: "folder", sizeBytes: 0, mode: 0o755, modifiedSeconds: 0 };

/** What one segment of a pattern matches in `folder`. */
async function within(
  folder: string,
  { segment, files, decode, encode }: ExpandOptions & { segment: string },
): Promise<Match[]> {
  if (!isGlob(segment)) {
    const path = joined(folder, encode(segment));
    const status = await files.stat(path);
    return status === undefined ? [] : [{ path, status }];
  }
  const expression = segmentExpression(segment);
  return (await listSource(files, folder)).filter(({ name }) => expression.test(decode(name)))
    .map((entry) => ({ path: joined(folder, entry.name), status: entry }))
    .sort((a, b) => a.path < b.path ? -1 : 1);
}
