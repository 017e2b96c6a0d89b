import { createHash } from "node:crypto";
import { Acknowledgements } from "./acknowledgements.ts";
import type { Budget } from "./budget.ts";
import type { Ends } from "./ends.ts";
import type { Meter } from "./meter.ts";
import type { Planned } from "./plan.ts";
import { readAhead } from "./read_ahead.ts";
import type { FileStatus, RemoteFiles, RemoteReader } from "../domain/files.ts";
import { folderOf, joined } from "./remote_path.ts";
import { isSameTime } from "./modification_times.ts";
import { about, transferFailure } from "./transfer_failure.ts";

/** Options for {@linkcode copyFile}. */
export interface CopyOptions extends Ends {
  /** Budget of the bytes on their way. */
  readonly budget: Budget;
  /** Meter of the bytes that have arrived. */
  readonly meter: Meter;
}

/**
 * Copies one file to a temporary name beside its target, verifies it, and renames it to its target.
 *
 * @returns whether the target has kept the modification time
 * @throws {AppError} 24000 when the source has changed meanwhile or the target has other bytes than
 * were sent; those of {@linkcode RemoteFiles} with the name of the file
 */
export async function copyFile(file: Planned, options: CopyOptions): Promise<boolean> {
  const { source, target, names, traces } = options;
  const temporary = joined(folderOf(file.target), names.create(Date.now()));
  try {
    const before = await source.stat(file.source);
    if (before?.kind !== "file") throw transferFailure(`it has vanished from ${source.server}`);
    // The plan has the exact time.
    const { modifiedSeconds } = isSameTime(before, file.status) ? file.status : before;
    const status = { ...before, modifiedSeconds };
    traces.temporaries.add(temporary);
    const digest = await send({ file, temporary, status }, options);
    const arrived = await verify({ file, temporary, digest, status }, options);
    await target.rename(temporary, file.target);
    traces.temporaries.delete(temporary);
    return isSameTime(arrived, status);
  } catch (cause) {
    throw about(JSON.stringify(file.shown), cause);
  }
}

/** File on its way. */
interface Sending {
  readonly file: Planned;
  /** Path of the temporary file. */
  readonly temporary: string;
  /** Status of the source file before the copying. */
  readonly status: FileStatus;
}

/**
 * Copies bytes and attributes. Returns the SHA-256 of the bytes that were sent.
 *
 * @throws {AppError} 24000 when the source has fewer bytes than its status told
 */
async function send(
  { file, temporary, status }: Sending,
  { source, target, budget, meter }: CopyOptions,
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
    for await (const chunk of readAhead(reader, { sizeBytes, budget })) {
      acknowledgements.add(writer.write(chunk), (isTaken) => {
        budget.release(chunk.length);
        if (isTaken) meter.add(file, chunk.length);
      });
      hash.update(chunk);
      sentBytes += chunk.length;
      acknowledgements.throwIfRefused();
    }
    await acknowledgements.all();
    if (sentBytes < sizeBytes) throw changed(source);
    await writer.finish(status);
  } finally {
    reader.close();
  }
  return hash.digest("hex");
}

/**
 * Requires that an empty file has no bytes: files of the kernel, as below /proc, tell no size.
 *
 * @throws {AppError} 24000 when it has some
 */
async function requireEmpty(reader: RemoteReader, source: RemoteFiles): Promise<void> {
  if ((await reader.read(1)).length > 0) {
    throw transferFailure(`${source.server} tells that it is empty, and it is not`);
  }
}

/**
 * Compares both files with what was sent. Returns the status of the temporary file.
 *
 * @throws {AppError} 24000 when the source has changed, or the target has other bytes
 */
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
