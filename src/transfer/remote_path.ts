import { Buffer } from "node:buffer";
import { createEncoder } from "../output/encode.ts";
import { transferFailure } from "./transfer_failure.ts";

/**
 * Returns the configured path `text` in the encoding of its server.
 *
 * @throws {AppError} 24000 for a character that the encoding lacks
 */
export function pathOf(
  text: string,
  { name, encoding }: { name: string; encoding: string },
): string {
  try {
    return Buffer.from(createEncoder(encoding)(text)).toString("latin1");
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw transferFailure(`${JSON.stringify(text)} cannot be written in the encoding of ${name}`);
  }
}

/** Returns a path as text, which patterns match. */
export function textOfPath(path: string, encoding: string): string {
  return new TextDecoder(encoding).decode(Buffer.from(path, "latin1"));
}

/** Returns a path in readable form: as text, with control characters escaped as in JSON. */
export function shownPath(path: string, encoding: string): string {
  const text = textOfPath(path, encoding);
  // deno-fmt-ignore
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, (char) =>
    `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Returns the path of `name` in `folder`. */
export function joined(folder: string, name: string): string {
  return folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}

/** Returns the last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Returns the path of the folder around `path`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** Returns an absolute path without empty segments, `.` segments and slashes at the end. */
export function tidied(path: string): string {
  return `/${path.split("/").filter((segment) => segment !== "" && segment !== ".").join("/")}`;
}
