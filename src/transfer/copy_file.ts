import { createHash } from "node:crypto";
import { Acknowledgements } from "./acknowledgements.ts";
import type { Budget } from "./budget.ts";
import type { Meter } from "./meter.ts";
import type { Planned } from "./plan.ts";
import { readAhead } from "./read_ahead.ts";
import type { FileStatus, RemoteFiles, RemoteReader } from "../domain/files.ts";
import { folderOf, joined } from "./remote_path.ts";
import { isSameTime } from "./modification_times.ts";
import type { TemporaryNames } from "./temporary_name.ts";
import { about, transferFailure } from "./transfer_failure.ts";
import type { Traces } from "./traces.ts";

/** What copying needs besides the file. */
export interface CopyOptions {
  /** Where files are read. */
  readonly source: RemoteFiles;
  /** Where they are written. */
  readonly target: RemoteFiles;
  /** Names of temporary files. */
  readonly names: TemporaryNames;
  /** Bounds what is under way. */
  readonly budget: Budget;
  /** Counts what has arrived. */
  readonly meter: Meter;
  /** Keeps what would have to be removed. */
  readonly traces: Traces;
  /** Ends the copying between two chunks, with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Copies one file: to a temporary name beside its target, which is verified and then takes the target's place.
 *
 * @returns whether the target has kept the modification time
 * @throws {AppError} 24000 when the source has changed meanwhile or the target has something else than was sent; and what
 * the servers' failures are, with the file's name
 */
export async function copyFile(file: Planned, options: CopyOptions): Promise<boolean> {
  const { source, target, names, traces, signal } = options;
  const temporary = joined(folderOf(file.target), names.create(Date.now()));
  try {
    const before = await source.stat(file.source);
    if (before?.kind !== "file") throw transferFailure(`it has vanished from ${source.server}`);
    // The time of the plan is the exact one.
    const { modifiedSeconds } = isSameTime(before, file.status) ? file.status : before;
    const status = { ...before, modifiedSeconds };
    traces.temporaries.add(temporary);
    const digest = await send({ file, temporary, status }, options);
    const arrived = await verify({ file, temporary, digest, status }, options);
    signal.throwIfAborted();
    await target.rename(temporary, file.target);
    traces.temporaries.delete(temporary);
    return isSameTime(arrived, status);
  } catch (cause) {
    throw about(JSON.stringify(file.shown), cause);
  }
}

/** A file on its way. */
interface Sending {
  readonly file: Planned;
  readonly temporary: string;
  /** At the beginning. */
  readonly status: FileStatus;
}

/** Copies bytes and attributes. Returns the SHA-256 of what was sent. */
async function send(
  { file, temporary, status }: Sending,
  { source, target, budget, meter, signal }: CopyOptions,
): Promise<string> {
  const { sizeBytes } = status;
  meter.begin(file, sizeBytes);
  const hash = createHash("sha256");
  const reader = await source.open(file.source);
  try {
    const [writer] = await Promise.all([
      target.create(temporary),
      sizeBytes === 0 ? requireEmpty(reader, source) : undefined,
    ]);
    const acknowledgements = new Acknowledgements();
    let sentBytes = 0;
    for await (const chunk of readAhead(reader, { sizeBytes, budget, signal })) {
      acknowledgements.add(writer.write(chunk), (hasWorked) => {
        budget.give(chunk.length);
        if (hasWorked) meter.add(file, chunk.length);
      });
      hash.update(chunk);
      sentBytes += chunk.length;
      acknowledgements.throwIfRefused();
      signal.throwIfAborted();
    }
    await acknowledgements.all();
    if (sentBytes < sizeBytes) throw changed(source);
    await writer.finish(status);
  } finally {
    reader.close();
  }
  return hash.digest("hex");
}

/** Requires that an empty file is one: files of the kernel, as below /proc, tell no size. */
async function requireEmpty(reader: RemoteReader, source: RemoteFiles): Promise<void> {
  if ((await reader.read(1)).length > 0) {
    throw transferFailure(`${source.server} tells that it is empty, and it is not`);
  }
}

/** Compares the source with what it was. Returns the target's status if it is what was sent. */
async function verify(
  { file, temporary, digest, status }: Sending & { digest: string },
  { source, target }: CopyOptions,
): Promise<FileStatus> {
  const [after, arrived, checksum] = await Promise.all([
    source.stat(file.source),
    target.stat(temporary),
    target.hasChecksum ? target.sha256(temporary) : digest,
  ]);
  if (after?.sizeBytes !== status.sizeBytes || !isSameTime(after, status)) throw changed(source);
  if (arrived?.sizeBytes !== status.sizeBytes) {
    throw transferFailure(
      `${target.server} has ${arrived?.sizeBytes ?? 0} of ${status.sizeBytes} bytes`,
    );
  }
  if (checksum !== digest) {
    throw transferFailure(`${target.server} has other bytes than were sent: the checksums differ`);
  }
  return arrived;
}

function changed({ server }: RemoteFiles): Error {
  return transferFailure(`it has changed on ${server} while it was copied`);
}
