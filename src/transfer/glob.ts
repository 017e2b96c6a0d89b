import type { FileStatus, RemoteFiles } from "../domain/files.ts";
import { listSource } from "./list_folder.ts";
import { joined } from "./remote_path.ts";
import { naming, transferFailure } from "./transfer_failure.ts";

/** Checks whether `text` is a pattern for {@linkcode expand}, or has an escaped character. */
export function isGlob(text: string): boolean {
  return /[*?[\\]/.test(text);
}

/**
 * Returns the expression for one segment of a glob (POSIX.1-2017, Shell & Utilities, 2.13): `*`,
 * `?`, `[…]` with ranges, classes like `[:digit:]` and `!` or `^` for the opposite, `\` before a
 * character that stands for itself. Only a dot matches a dot at the beginning of a name.
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

/** Ranges by the names of classes, as far as names of files are chosen by them. */
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

/** Options for {@linkcode expand}. */
export interface ExpandOptions {
  /** Files of the server. */
  readonly files: Pick<RemoteFiles, "list" | "server" | "stat">;
  /** Returns a name as text, which patterns match. */
  readonly decode: (name: string) => string;
  /** Returns text in the encoding of the server. */
  readonly encode: (text: string) => string;
  /** Returns a path in readable form. */
  readonly show: (path: string) => string;
}

/** File or folder that a pattern matches. */
export interface Match {
  /** Path. */
  readonly path: string;
  /** Status. */
  readonly status: FileStatus;
}

/**
 * Finds what the absolute `pattern` matches, in the order of the paths.
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
        // A second request tells a link to a place without rights from one that leads nowhere.
        const { kind } = status.kind !== "broken"
          ? status
          : await options.files.stat(path) ?? status;
        return kind === "folder" ? await matchesIn(path, { segment, ...options }) : [];
      };
      found.push(...await naming(options.show(path), inside()));
    }
    matches = found;
  }
  return matches;
}

/** Status of `/`, for which no request is needed. */
const ROOT: FileStatus = { kind: "folder", sizeBytes: 0, mode: 0o755, modifiedSeconds: 0 };

/** Finds what one segment of a pattern matches in `folder`. */
async function matchesIn(
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
