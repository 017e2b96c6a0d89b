import { Buffer } from "node:buffer";
import type { DetachedEnd } from "../../domain/detached.ts";
import { MARK } from "../login_command.ts";
import type { RemoteCommand } from "../remote_command.ts";
import { EndMarker } from "./end_marker.ts";
import { factOf, type Facts, readFacts } from "./facts.ts";
import { joinedChunks } from "./joined_chunks.ts";
import { scriptRequest } from "./scripts.ts";

/** Time between two looks at the supervisor, in milliseconds. */
const LOOK_MS = 30_000;

/** Options for {@linkcode SpoolReading}. */
export interface SpoolReadingOptions {
  /** Random text at the start of each fact, as in the request. */
  readonly key: string;
  /** Path of the installation's folder, below the home folder. */
  readonly folder: string;
  /** Id of the attempt. */
  readonly id: string;
  /** Nonce of its launch. */
  readonly nonce: string;
  /** Offset in the spool of the first byte. */
  readonly offset: number;
  /** Whether the attempt was launched just now. */
  readonly isFresh: boolean;
  /** Time between two looks at the supervisor, in milliseconds. Default: 30,000. */
  readonly lookMs?: number | undefined;
}

/** Returns the exec request of the script that prints a spool. */
export function spoolRequest(
  { key, folder, id, offset, isFresh }: Omit<SpoolReadingOptions, "nonce" | "lookMs">,
): Buffer {
  const args = [id, offset, isFresh ? "fresh" : ""];
  return scriptRequest({ name: "follow", args }, { folder, key });
}

/** One run of the script that prints a spool. Disposing it ends the script. */
export class SpoolReading implements Disposable {
  readonly #command: RemoteCommand;
  readonly #options: SpoolReadingOptions;
  readonly #facts: Promise<Facts>;
  readonly #marker: EndMarker;
  readonly #timer: ReturnType<typeof setInterval>;

  /** Takes over a command that was started by {@linkcode spoolRequest} with the same options. */
  constructor(command: RemoteCommand, options: SpoolReadingOptions) {
    const { key, lookMs = LOOK_MS } = options;
    const { channel } = command;
    this.#command = command;
    this.#options = options;
    this.#marker = new EndMarker(options.nonce);
    this.#facts = readFacts(channel, key);
    // Each line is a look. When the supervisor is gone, the script ends.
    this.#timer = setInterval(() => channel.writable && channel.write("\n"), lookMs);
  }

  /** Yields the bytes of the spool, up to the command's end. */
  async *bytes(): AsyncGenerator<Buffer> {
    const begin = Buffer.from(`${MARK}${this.#options.key}:`);
    let before: Buffer | undefined = Buffer.alloc(0);
    let left = Infinity;
    for await (let chunk of joinedChunks(this.#command.channel)) {
      if (before !== undefined) {
        // Start-up files of the user may print before the script.
        before = Buffer.concat([before, chunk]);
        const at = before.indexOf(begin);
        const end = at < 0 ? -1 : before.indexOf(MARK, at + begin.length);
        if (end < 0) continue;
        const size = before.toString("latin1", at + begin.length, end);
        if (size !== "") left = Math.max(0, Number(size) - this.#options.offset);
        chunk = before.subarray(end + 1);
        before = undefined;
      }
      const bytes = this.#marker.read(chunk).subarray(0, left);
      left -= bytes.length;
      if (bytes.length > 0) yield bytes;
      // The script then tells the end.
      if (this.#marker.isFound) this[Symbol.dispose]();
    }
    const rest = this.#marker.rest().subarray(0, left);
    if (rest.length > 0) yield rest;
  }

  /**
   * Waits for the end that the script tells.
   *
   * @returns undefined when the script ended for another reason: read again from the last byte on
   * @throws {AppError} 20005
   */
  async end(): Promise<DetachedEnd | undefined> {
    const { exitCode } = await this.#command.exit;
    const facts = await this.#facts;
    if (exitCode !== 0 || factOf(facts, "again") !== undefined) return undefined;
    return endOf(facts, { isWhole: this.#marker.isFound });
  }

  /** Ends the input of the script, and thereby the script. Its last output can be read. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#command.channel.end();
  }
}

/** Returns the end of an attempt that a script has told, if any. */
export function endOf(
  facts: Facts,
  { isWhole }: { isWhole: boolean },
): DetachedEnd | undefined {
  const [code, size] = factOf(facts, "exit") ?? [];
  if (size !== undefined) {
    return { state: "exit", exitCode: Number(code), size: Number(size), isWhole };
  }
  const state = (["never", "lost", "gone"] as const).find((name) => factOf(facts, name));
  return state === undefined ? undefined : { state };
}
