import type { TransferEnd } from "../domain/transfer.ts";
import type { FileStatus, RemoteFiles } from "../domain/files.ts";
import { expand, isGlob, type Match } from "./glob.ts";
import { listSource } from "./list_folder.ts";
import { joined, nameOf, pathOf, shownPath, textOfPath, tidied } from "./remote_path.ts";
import { about, naming, transferFailure } from "./transfer_failure.ts";

/** File or folder that is to be copied. */
export interface Planned {
  /** Path at the source. */
  readonly source: string;
  /** Path at the target. */
  readonly target: string;
  /** Path from the target folder, in readable form. */
  readonly shown: string;
  /** Status, as the source told it. */
  readonly status: FileStatus;
}

/** Plan of a transfer. */
export interface Plan {
  /** Folders, parents before what is in them. */
  readonly folders: readonly Planned[];
  /** Files, in the order of their paths at the source. */
  readonly files: readonly Planned[];
  /** Real paths of the folders at the source, links resolved. */
  readonly realFolders: ReadonlySet<string>;
}

/** Options for {@linkcode planTransfer}. */
export interface PlanOptions {
  /** Files of the source. */
  readonly files: RemoteFiles;
  /** Path of the target folder. */
  readonly target: string;
}

/**
 * Finds all that the configured source is: a file, a folder with all that is in it, or all that a
 * glob matches. Links are followed. A folder arrives in the target folder under its own name, as
 * with `scp -r`.
 *
 * @throws {AppError} 24000 when nothing matches, for special files, for links in a circle, and for
 * two files or folders that would arrive under one name
 */
export async function planTransfer(
  { server, path }: TransferEnd,
  { files, target }: PlanOptions,
): Promise<Plan> {
  const decode = (name: string) => textOfPath(name, server.encoding);
  const show = (name: string) => shownPath(name, server.encoding);
  const literal = (text: string) => pathOf(text, server);
  let matches = await expand(path, { files, decode, encode: literal, show });
  if (matches.length === 0 && isGlob(path)) matches = await matchPath(literal(path), files);
  if (matches.length === 0) {
    throw transferFailure(`${server.name} has nothing that matches ${JSON.stringify(path)}`);
  }
  const walk = new Walk(files, { show, target });
  for (const match of matches) await walk.add(match, { target, around: [] });
  return walk.plan;
}

/** Takes a glob that matches nothing as a plain path, as shells do. */
async function matchPath(text: string, files: RemoteFiles): Promise<Match[]> {
  const path = tidied(text);
  const status = await files.stat(path);
  return status === undefined ? [] : [{ path, status }];
}

/** Walk through folders of the source that collects a plan. */
class Walk {
  readonly #files: RemoteFiles;
  readonly #show: (name: string) => string;
  readonly #target: string;
  readonly #plan = {
    folders: [] as Planned[],
    files: [] as Planned[],
    realFolders: new Set<string>(),
  };
  readonly #taken = new Map<string, string>();

  constructor(
    files: RemoteFiles,
    { show, target }: { show: (name: string) => string; target: string },
  ) {
    this.#files = files;
    this.#show = show;
    this.#target = target;
  }

  get plan(): Plan {
    return this.#plan;
  }

  /**
   * Adds `match` and what is in it to the folder `target`. `around`: real paths of parents.
   *
   * @throws {AppError} 24000 for special files, and for links that lead nowhere or in a circle
   */
  async add(
    { path, status }: Match,
    { target, around }: { target: string; around: readonly string[] },
  ): Promise<void> {
    const planned = this.#claim({ source: path, target: joined(target, nameOf(path)), status });
    if (status.kind === "file") this.#plan.files.push(planned);
    else if (status.kind === "folder") await this.#descend(planned, around);
    else {
      // A second request tells a link to a place without rights from one that leads nowhere.
      const isBroken = status.kind === "broken" &&
        await this.#named(path, this.#files.stat(path)) === undefined;
      const what = isBroken ? "is a link that leads nowhere" : "is a special file";
      throw transferFailure(`${this.#quoted(path)} on ${this.#files.server} ${what}`);
    }
  }

  /** Adds a folder and its entries. @throws {AppError} 24000 when it is one of its own parents */
  async #descend(planned: Planned, around: readonly string[]): Promise<void> {
    const { source, target } = planned;
    const real = await this.#named(source, this.#files.realPath(source));
    if (around.includes(real)) {
      const failure = transferFailure(`a link on ${this.#files.server} leads back to it`);
      throw about(this.#quoted(source), failure);
    }
    this.#plan.folders.push(planned);
    this.#plan.realFolders.add(real);
    const inner = { target, around: [...around, real] };
    const entries = await this.#named(source, listSource(this.#files, source));
    for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
      await this.add({ path: joined(source, entry.name), status: entry }, inner);
    }
  }

  /** Waits for `answer`, and adds `path` to its failure. */
  #named<Value>(path: string, answer: Promise<Value>): Promise<Value> {
    return naming(this.#show(path), answer);
  }

  /** Claims a path at the target. @throws {AppError} 24000 when another file or folder has it */
  #claim({ source, target, status }: Omit<Planned, "shown">): Planned {
    const other = this.#taken.get(target);
    if (other !== undefined) {
      const both = `${this.#quoted(other)} and ${this.#quoted(source)}`;
      throw transferFailure(`${both} on ${this.#files.server} would arrive under one name`);
    }
    this.#taken.set(target, source);
    const shown = this.#show(target.slice(joined(this.#target, "").length));
    return { source, target, shown, status };
  }

  #quoted(path: string): string {
    return JSON.stringify(this.#show(path));
  }
}
