import type { AttemptOutput, OutputPiece } from "../domain/job_store.ts";
import type { RunView } from "../domain/run.ts";
import type { Server } from "../domain/server.ts";
import { AppError } from "../errors.ts";
import type { TextAnswer } from "../protocol/rest/endpoint.ts";
import { type ByteRange, byteRange } from "./byte_range.ts";

/** Number of pieces of output that are read at once. */
const PIECES = 16;

/** Options for {@linkcode stepOutput}. */
export interface StepOutputOptions {
  /** Output of the attempts. */
  readonly jobs: { readonly output: AttemptOutput };
  /** Configured servers, with the encodings of their output. */
  readonly servers: readonly Pick<Server, "name" | "encoding">[];
  /** Path or name of the step. */
  readonly path: string;
  /** Number of the try; undefined = the last. */
  readonly no: number | undefined;
  /** Header `Range` of the request. */
  readonly range: string | undefined;
}

/**
 * Returns the answer with the output of a step so far, or with a range of it.
 *
 * @throws {AppError} 13000 when the run has no such step, or the step no such try; 41000
 * @throws {NoSuchRange} when the output has no byte of the range
 */
export function stepOutput(view: RunView, options: StepOutputOptions): TextAnswer {
  const { jobs: { output }, range: header } = options;
  const { id, encoding } = attemptOf(view, options);
  const size = output.size(id);
  const leftOut = output.leftOut(id);
  const asked = byteRange(header, size);
  const range = asked && leftOut ? besideGap(asked, leftOut) : asked;
  const parts = partsOf(range ?? { first: 0, end: size }, leftOut);
  const bytes = parts.reduce((sum, { first, end }) => sum + end - first, 0);
  return {
    text: streamOf(parts, (from) => output.read(id, { from, limit: PIECES })),
    status: range && 206,
    headers: {
      "content-type": `text/plain; charset=${encoding}`,
      "content-length": String(bytes),
      "accept-ranges": "bytes",
      "x-output-bytes": String(size),
      ...leftOut && { "x-output-left-out": `${leftOut.first}-${leftOut.end - 1}` },
      ...range && { "content-range": `bytes ${range.first}-${range.end - 1}/${size}` },
    },
  };
}

/**
 * Returns the id of the attempt whose output is asked for, and the encoding of its server.
 *
 * @throws {AppError} 13000
 */
function attemptOf(
  { run, attempts }: RunView,
  { path: asked, no, servers }: StepOutputOptions,
): { id: string; encoding: string } {
  const step = run.steps.find(({ path }) => path === asked) ??
    run.steps.find(({ name }) => name === asked);
  if (step === undefined) throw new AppError("NOT_FOUND", `The run has no step ${asked}`);
  const { path } = step;
  const attempt = attempts.findLast((each) =>
    each.path === path && (no === undefined || each.no === no)
  );
  // The output of a step that is not repeated is that of the earlier run.
  const id = attempt?.id ?? (no === undefined ? step.attempt_id : null);
  if (id === null) {
    throw new AppError("NOT_FOUND", `Step ${path} has no such try: it is ${step.state}`);
  }
  const server = servers.find(({ name }) => name === attempt?.server_name);
  return { id, encoding: server?.encoding ?? "utf-8" };
}

/** Returns the part of a range that is before the gap, or else the part after it. */
function besideGap({ first, end }: ByteRange, gap: ByteRange): ByteRange {
  if (first < gap.first) return { first, end: Math.min(end, gap.first) };
  return { first: Math.max(first, gap.end), end: Math.max(end, gap.end + 1) };
}

/** Returns a range without the gap. */
function partsOf(range: ByteRange, gap: ByteRange | undefined): ByteRange[] {
  const { first, end } = range;
  if (gap === undefined || gap.first >= end || gap.end <= first) return [range];
  const parts = [{ first, end: gap.first }, { first: gap.end, end }];
  return parts.filter(({ first, end }) => first < end);
}

/** Returns a stream of the bytes of some ranges. It fails when a byte is left out meanwhile. */
function streamOf(
  parts: readonly ByteRange[],
  read: (from: number) => readonly OutputPiece[],
): ReadableStream<Uint8Array> {
  return ReadableStream.from(bytesOf(parts, read));
}

function* bytesOf(
  parts: readonly ByteRange[],
  read: (from: number) => readonly OutputPiece[],
): Generator<Uint8Array> {
  for (const { first, end } of parts) {
    let at = first;
    while (at < end) {
      const before = at;
      for (const { offset, bytes } of read(at)) {
        if (offset > at || at >= end) break;
        yield bytes.subarray(at - offset, Math.min(bytes.length, end - offset));
        at = Math.min(offset + bytes.length, end);
      }
      if (at === before) throw new Error("The output was cut while it was read");
    }
  }
}
