import { inParallel } from "./in_parallel.ts";
import { listFolder } from "./list_folder.ts";
import type { Plan, Planned } from "./plan.ts";
import type { Entry, RemoteFiles } from "../domain/files.ts";
import type { Ends } from "./ends.ts";
import { folderOf, joined } from "./remote_path.ts";
import { ifAllowed, naming, transferFailure } from "./transfer_failure.ts";
import { requireElsewhere, tryWriting } from "./write_probe.ts";

/** Maximum number of requests to a server at once. */
const PARALLEL_REQUESTS = 32;

/** Options for {@linkcode preflight}. */
export interface PreflightOptions extends Ends {
  /** Path of the target folder. */
  readonly folder: string;
  /** Entries of the target folder, as {@linkcode prepareTarget} returned them. */
  readonly entries: readonly Entry[];
}

/**
 * Checks all that can be known before the first byte, and removes leftovers of earlier runs of the
 * transfer from the folders below the target folder.
 *
 * @returns the folders that have to be created
 * @throws {AppError} 24000 or 24003
 */
export async function preflight(plan: Plan, options: PreflightOptions): Promise<Planned[]> {
  const { source, target, folder } = options;
  await requireElsewhere(plan, options);
  const there = await survey(plan, options);
  await checkPlan(plan, { there, source, target, folder });
  const missing = plan.folders.filter(({ target }) => !there.has(target));
  const missingPaths = new Set(missing.map(({ target }) => target));
  for (const path of foldersToWrite(plan, folder)) {
    if (!missingPaths.has(path)) await tryWriting(path, options);
  }
  return missing;
}

/**
 * Checks what can be known without a change on either server.
 *
 * @throws {AppError} 24000 or 24003
 */
export async function checkOnly(
  plan: Plan,
  { source, target, folder }: Pick<PreflightOptions, "source" | "target" | "folder">,
): Promise<void> {
  const there = new Map<string, Entry>();
  for (const path of [folder, ...plan.folders.map(({ target }) => target)]) {
    if (path !== folder && there.get(path)?.kind !== "folder") continue;
    for (const entry of await listFolder(target, path)) there.set(joined(path, entry.name), entry);
  }
  await checkPlan(plan, { there, source, target, folder });
}

/** Servers of a plan, and what the target has already. */
interface Present extends Pick<PreflightOptions, "source" | "target" | "folder"> {
  /** Entries of the folders at the target, by their paths. */
  readonly there: ReadonlyMap<string, Entry>;
}

/** Requires readable files, possible names and enough space. @throws {AppError} 24000, 24003 */
async function checkPlan(plan: Plan, present: Present): Promise<void> {
  await inParallel(plan.files, {
    limit: PARALLEL_REQUESTS,
    run: (file) => naming(file.shown, present.source.requireReadable(file.source)),
  });
  await checkNames(plan, present);
  await checkSpace(plan, present);
}

/**
 * Requires the target folder, and removes leftovers of earlier runs of the transfer from it. It
 * comes before all else, so that leftovers go even when there is nothing to copy.
 *
 * @returns the entries of the folder
 * @throws {AppError} 24000 when there is no such folder, 24003 on a read-only file system
 */
export async function prepareTarget(
  folder: string,
  { target, names }: Pick<PreflightOptions, "target" | "names">,
): Promise<Entry[]> {
  await requireTarget(folder, target);
  return await listWithoutLeftovers(folder, { target, names });
}

/** Requires the target folder. @throws {AppError} 24000, 24003 on a read-only file system */
export async function requireTarget(folder: string, target: RemoteFiles): Promise<void> {
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
}

/** Lists a folder of the target, after removing leftovers of earlier runs from it. */
async function listWithoutLeftovers(
  folder: string,
  { target, names }: Pick<PreflightOptions, "target" | "names">,
): Promise<Entry[]> {
  const entries = await listFolder(target, folder);
  const isLeftover = (entry: Entry) => names.isLeftover(entry, Date.now());
  await inParallel(entries.filter(isLeftover), {
    limit: PARALLEL_REQUESTS,
    run: ({ name }) => target.remove(joined(folder, name)),
  });
  return entries.filter((entry) => !isLeftover(entry));
}

/** Permission bits of an owner that can do everything in a folder. */
const OWNER_RIGHTS = 0o700;

/** Makes the folders of the plan that are at the target writable. Returns their entries by path. */
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

/**
 * Requires that the target can have every name, and that no file takes the place of a folder, nor a
 * folder that of a file.
 *
 * @throws {AppError} 24000 with the first such name
 */
async function checkNames(
  { files, folders }: Plan,
  { there, target }: Present,
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

/**
 * Requires the space for the worst moment: a new file and the file that it replaces are there
 * together until the rename.
 *
 * @throws {AppError} 24000 with the number of missing bytes
 */
async function checkSpace(
  { files }: Plan,
  { there, target, folder }: Present,
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

/** Returns the folders of the target that files or folders of the plan are put into. */
function foldersToWrite({ files, folders }: Plan, folder: string): Set<string> {
  return new Set([folder, ...[...folders, ...files].map(({ target }) => folderOf(target))]);
}
