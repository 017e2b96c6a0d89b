import { Buffer } from "node:buffer";

// ssh2 passes any answer with the id of a request to its callback, of whatever kind, and lists of
// names that are cut off.

/** Checks for the handle of an open file or folder. */
export function isHandle(value: unknown): boolean {
  return Buffer.isBuffer(value);
}

/** Checks for a path. */
export function isPath(value: unknown): boolean {
  return typeof value === "string";
}

/** Checks for a number of bytes. */
export function isCount(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

/** Checks for the attributes of a file. */
export function isStats(value: unknown): boolean {
  return typeof value === "object" && value !== null && "isSymbolicLink" in value;
}

/** Checks for entries of a folder. */
export function isListing(value: unknown): boolean {
  return Array.isArray(value) &&
    value.every(({ filename, attrs }) => isPath(filename) && isStats(attrs));
}

/** Checks for the facts of a file system. */
export function isVolume(value: unknown): boolean {
  return typeof value === "object" && value !== null && "f_bavail" in value;
}
