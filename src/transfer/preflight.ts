import { inParallel } from "./in_parallel.ts";
import { listFolder } from "./list_folder.ts";
import type { Plan, Planned } from "./plan.ts";
import type { Entry, RemoteFiles } from "../domain/files.ts";
import { folderOf, joined } from "./remote_path.ts";
import { requireElsewhere } from "./require_elsewhere.ts";
import type { TemporaryNames } from "./temporary_name.ts";
import { ifAllowed, naming, transferFailure } from "./transfer_failure.ts";
import type { Traces } from "./traces.ts";
import { tryWriting } from "./write_probe.ts";

/** Questions to a server that are under way at once. */
const PARALLEL_QUESTIONS = 32;

/** What is checked. */
export interface PreflightOptions {
  /** Where files are read. */
  readonly source: RemoteFiles;
  /** Where they are written. */
  readonly target: RemoteFiles;
  /** Path of the target folder. */
  readonly folder: string;
  /** Names of temporary files. */
  readonly names: TemporaryNames;
  /** What is in that folder, as {@linkcode prepareTarget} returned it. */
  readonly entries: readonly Entry[];
  /** Keeps what would have to be removed. */
  readonly traces: Traces;
}

/**
 * Checks all that can be known before the first byte, and removes what an earlier run of the transfer left in the folders
 * below the target folder.
 *
 * @returns the folders that have to be made
 * @throws {AppError} 24000 or 24003
 */
export async function preflight(plan: Plan, options: PreflightOptions): Promise<Planned[]> {
  const { source, target, folder } = options;
  await requireElsewhere(plan, options);
  const there = await survey(plan, options);
  await inParallel(plan.files, {
    limit: PARALLEL_QUESTIONS,
    run: (file) => naming(file.shown, source.requireReadable(file.source)),
  });
  await checkNames(plan, { there, target });
  await checkSpace(plan, { there, target, folder });
  const missing = plan.folders.filter(({ target }) => !there.has(target));
  const notThere = new Set(missing.map(({ target }) => target));
  for (const path of foldersToWrite(plan, folder)) {
    if (!notThere.has(path)) await tryWriting(path, options);
  }
  return missing;
}

/**
 * Requires the target folder, and removes what an earlier run of the transfer left in it: before anything else, so that it
 * goes even when there is nothing to copy.
 *
 * @returns what is in it
 * @throws {AppError} 24000 when there is no such folder, 24003 when nothing can be written there
 */
export async function prepareTarget(
  folder: string,
  { target, names }: Pick<PreflightOptions, "target" | "names">,
): Promise<Entry[]> {
  const status = await target.stat(folder);
  if (status?.kind !== "folder") {
    throw transferFailure(`${target.server} has no folder at the transfer's target`);
  }
  if ((await target.volume(folder))?.isReadOnly) {
    throw transferFailure(
      `the transfer's target on ${target.server} is on a read-only file system`,
      "SCP_PERMISSION_DENIED",
    );
  }
  return await listWithoutLeftovers(folder, { target, names });
}

/** Lists a folder of the target, after removing what an earlier run of the transfer left in it. */
async function listWithoutLeftovers(
  folder: string,
  { target, names }: Pick<PreflightOptions, "target" | "names">,
): Promise<Entry[]> {
  const entries = await listFolder(target, folder);
  const isLeft = (entry: Entry) => names.isLeftover(entry, Date.now());
  await inParallel(entries.filter(isLeft), {
    limit: PARALLEL_QUESTIONS,
    run: ({ name }) => target.remove(joined(folder, name)),
  });
  return entries.filter((entry) => !isLeft(entry));
}

/** The right of a folder's owner to do everything in it. */
const OWNER_RIGHTS = 0o700;

/** Opens the target's folders that the plan touches, and returns what is in them, by path. */
async function survey(
  { folders }: Plan,
  { target, folder, names, entries, traces }: PreflightOptions,
): Promise<Map<string, Entry>> {
  const there = new Map<string, Entry>();
  const note = (path: string, inside: readonly Entry[]) => {
    for (const entry of inside) there.set(joined(path, entry.name), entry);
  };
  note(folder, entries);
  for (const { target: path, shown } of folders) {
    const status = there.get(path);
    if (status?.kind !== "folder") continue;
    if ((status.mode & OWNER_RIGHTS) !== OWNER_RIGHTS) {
      traces.modes.set(path, status.mode);
      await naming(shown, ifAllowed(target.setMode(path, status.mode | OWNER_RIGHTS)));
    }
    note(path, await naming(shown, listWithoutLeftovers(path, { target, names })));
  }
  return there;
}

/** The target can have every name; a file can not take the place of a folder, nor a folder that of a file. */
async function checkNames(
  { files, folders }: Plan,
  { there, target }: { there: ReadonlyMap<string, Entry>; target: RemoteFiles },
): Promise<void> {
  const refuse = ({ shown }: Planned, what: string) => {
    throw transferFailure(`${JSON.stringify(shown)}: ${target.server} has ${what} of that name`);
  };
  for (const { target: path, shown } of [...folders, ...files]) {
    await naming(shown, target.requireName(path));
  }
  for (const file of files) if (there.get(file.target)?.kind === "folder") refuse(file, "a folder");
  for (const folder of folders) {
    const kind = there.get(folder.target)?.kind;
    if (kind !== undefined && kind !== "folder") refuse(folder, "a file");
  }
}

/** A new file and the one that it replaces are there together for a moment: what counts is the worst moment. */
async function checkSpace(
  { files }: Plan,
  { there, target, folder }: {
    there: ReadonlyMap<string, Entry>;
    target: RemoteFiles;
    folder: string;
  },
): Promise<void> {
  const volume = await target.volume(folder);
  if (volume === undefined) return;
  let usedBytes = 0;
  let neededBytes = 0;
  for (const { target, status } of files) {
    usedBytes += status.sizeBytes;
    neededBytes = Math.max(neededBytes, usedBytes);
    usedBytes -= there.get(target)?.sizeBytes ?? 0;
  }
  const missingBytes = neededBytes - volume.freeBytes;
  if (missingBytes > 0) {
    throw transferFailure(
      `${target.server} has ${volume.freeBytes} bytes free; ${missingBytes} bytes more are needed`,
    );
  }
}

/** The target's folders that files or folders will be put into. */
function foldersToWrite({ files, folders }: Plan, folder: string): Set<string> {
  return new Set([folder, ...[...folders, ...files].map(({ target }) => folderOf(target))]);
}
