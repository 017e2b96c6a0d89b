import { createHash } from "node:crypto";
import type { Entry } from "../domain/files.ts";

/** Time after which a temporary file of another installation counts as left behind: 24 hours. */
export const FOREIGN_LEFTOVER_MS = 24 * 60 * 60 * 1000;

/** Origin of temporary names. */
export interface TemporaryNamesOptions {
  /** Name of the transfer. */
  readonly transferName: string;
  /** Id of the installation that runs it, the same after a restart. */
  readonly installation: string;
}

/**
 * Names of the temporary files of a transfer:
 * `.pink-page.<transfer>.<installation>.<time>.<random>.part`.
 * The dot keeps them out of globs and of most programs that look for new files. Installation and
 * time tell a leftover from a file that another installation is writing.
 */
export class TemporaryNames {
  readonly #prefix: string;
  readonly #own: string;

  /** Prepares the names; {@linkcode TemporaryNames.create} makes them. */
  constructor({ transferName, installation }: TemporaryNamesOptions) {
    this.#prefix = `.pink-page.${shortened(transferName)}.`;
    this.#own = sha256(installation).slice(0, 12);
  }

  /** Returns a name that no other file has. `nowMs` is in milliseconds since 1970. */
  create(nowMs: number): string {
    const time = Math.floor(nowMs / 1000).toString(16).padStart(8, "0");
    const random = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
    return `${this.#prefix}${this.#own}.${time}.${random}.part`;
  }

  /**
   * Checks whether a listed file was left behind by a run of this transfer that is over. An
   * installation runs a transfer once at a time, so that its own files are leftovers at once. A
   * file of another installation is one when it was made and last modified 24 hours ago. Both
   * times count: a file that has all its bytes already has the modification time of its source.
   */
  isLeftover(
    { name, modifiedSeconds }: Pick<Entry, "name" | "modifiedSeconds">,
    nowMs: number,
  ): boolean {
    if (!name.startsWith(this.#prefix)) return false;
    const [, installation, time = ""] = REST.exec(name.slice(this.#prefix.length)) ?? [];
    if (installation === undefined) return false;
    const usedMs = 1000 * Math.max(parseInt(time, 16), modifiedSeconds);
    return installation === this.#own || nowMs - usedMs > FOREIGN_LEFTOVER_MS;
  }
}

/** Checks whether `name` is that of a temporary file of any transfer. */
export function isTemporaryName(name: string): boolean {
  return /^\.pink-page\..+\.[0-9a-f]{12}\.[0-9a-f]{8}\.[0-9a-f]{12}\.part$/s.test(name);
}

/** End of a temporary name: installation, seconds since 1970, random number, in hexadecimal. */
const REST = /^([0-9a-f]{12})\.([0-9a-f]{8})\.[0-9a-f]{12}\.part$/;

/** Returns a long name cut and made unique by a hash: file systems allow a name 255 bytes. */
function shortened(transferName: string): string {
  if (transferName.length <= 100) return transferName;
  return `${transferName.slice(0, 80)}-${sha256(transferName).slice(0, 16)}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
