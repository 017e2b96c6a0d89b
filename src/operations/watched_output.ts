import type { OutputPiece } from "../domain/job_store.ts";
import { joinBytes } from "../domain/join_bytes.ts";
import type { RunView } from "../domain/run.ts";
import type { StepRun } from "../protocol/rest/run_records.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { Service } from "./service.ts";

/** Number of pieces of output that are read at once. */
const PIECES = 4;
/** Maximum number of bytes of a character. */
const CHARACTER_BYTES = 4;

/** Output of the steps of a watched run, of which each byte is sent once. */
export class WatchedOutput {
  readonly #service: Pick<Service, "jobs" | "servers">;
  /** Numbers of bytes that were sent, by the ids of the attempts. */
  readonly #ends: Map<string, number>;

  /** Begins after the bytes that the watcher has, by the ids of the attempts. */
  constructor(
    service: Pick<Service, "jobs" | "servers">,
    offsets: Readonly<Record<string, number>>,
  ) {
    this.#service = service;
    this.#ends = new Map(Object.entries(offsets));
  }

  /** Yields the output of all attempts of a step which was not sent. @throws {AppError} 41000 */
  *read(
    { run: { run_id }, attempts }: RunView,
    { path }: Pick<StepRun, "path">,
  ): Generator<EventOf<"run_output">> {
    const { jobs, servers } = this.#service;
    for (const { id, server_name, state, ...attempt } of attempts) {
      if (attempt.path !== path) continue;
      const encoding = servers.find(({ name }) => name === server_name)?.encoding ?? "utf-8";
      const isOver = state !== "planned" && state !== "running";
      for (;;) {
        const from = this.#ends.get(id) ?? 0;
        const found = joined(jobs.output.read(id, { from, limit: PIECES }), from);
        if (found === undefined) break;
        const { data, length } = decoded(found.bytes, encoding);
        // The rest of the last character is still to come.
        if (length === 0 && !isOver && !found.isBeforeGap) break;
        const { offset } = found;
        const end = offset + (length || found.bytes.length);
        this.#ends.set(id, end);
        const text = length === 0 ? "\ufffd" : data;
        yield { type: "run_output", run_id, path, attempt_id: id, offset, end, data: text };
      }
    }
  }
}

/** Joins the pieces up to a gap, from the byte at `from` on. */
function joined(
  pieces: readonly OutputPiece[],
  from: number,
): OutputPiece & { readonly isBeforeGap: boolean } | undefined {
  const [first] = pieces;
  if (first === undefined) return undefined;
  const offset = Math.max(from, first.offset);
  const parts: Uint8Array[] = [];
  let end = offset;
  for (const piece of pieces) {
    if (piece.offset > end) break;
    parts.push(piece.bytes.subarray(end - piece.offset));
    end = piece.offset + piece.bytes.length;
  }
  return { offset, bytes: joinBytes(parts), isBeforeGap: parts.length < pieces.length };
}

/** Decodes bytes without a character that is cut at their end. */
function decoded(bytes: Uint8Array, encoding: string): { data: string; length: number } {
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  for (let cut = 0; cut < CHARACTER_BYTES && cut <= bytes.length; cut++) {
    const length = bytes.length - cut;
    try {
      return { data: strict.decode(bytes.subarray(0, length)), length };
    } catch {
      // A character is cut, or the bytes are no text in this encoding.
    }
  }
  const data = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  return { data, length: bytes.length };
}
