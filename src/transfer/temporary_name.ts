import { createHash } from "node:crypto";

/**
 * What the names of a transfer's temporary files begin with. The dot keeps them out of globs and of most programs that
 * look for new files, the rest says whose they are. A long name of a transfer is cut and made one of its own by a hash:
 * file systems allow a name 255 bytes.
 */
export function temporaryPrefix(transferName: string): string {
  const name = transferName.length <= 100
    ? transferName
    : `${transferName.slice(0, 80)}-${sha256(transferName).slice(0, 16)}`;
  return `.pink-page.${name}.`;
}

const SUFFIX = ".part";

/** A name that no other file has. */
export function temporaryName(prefix: string): string {
  return `${prefix}${crypto.randomUUID().replaceAll("-", "")}${SUFFIX}`;
}

/** Whether `name` is one of those that {@linkcode temporaryName} makes with `prefix`. */
export function isTemporaryName(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^[0-9a-f]{32}\.part$/.test(name.slice(prefix.length));
}

/** Whether `name` is that of an unfinished file of any transfer. */
export function isUnfinished(name: string): boolean {
  return /^\.pink-page\..+\.[0-9a-f]{32}\.part$/s.test(name);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
