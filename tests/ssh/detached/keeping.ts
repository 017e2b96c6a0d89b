import type {
  DetachedEnd,
  DetachedLaunch,
  Followed,
  LaunchResult,
} from "../../../src/domain/detached.ts";
import type { Server } from "../../../src/domain/server.ts";
import { SshDetached } from "../../../src/ssh/detached/ssh_detached.ts";
import { makeShells, serverOf } from "../../harness/shells.ts";
import { type Sshd, type SshdOptions, startSshd } from "../../harness/sshd.ts";

const INSTALLATION = "an-installation";

/** Options for {@linkcode keeping}: those of the server, and of the port. */
export interface KeepingOptions extends SshdOptions {
  /** Time between two looks at a followed command, in milliseconds. */
  readonly lookMs?: number;
}

/** Attempt that a test has launched. */
export interface Attempt {
  readonly id: string;
  readonly nonce: string;
  readonly result: LaunchResult;
}

/** Result of following an attempt to its end. */
export interface Outcome {
  readonly login: string;
  readonly output: string;
  readonly start: number | undefined;
  readonly end: DetachedEnd;
}

/** Server with the port for commands that it keeps. Disposing it removes the server. */
export class Keeping implements AsyncDisposable {
  readonly #held: AsyncDisposableStack;
  /** Signal that never aborts. */
  readonly signal = new AbortController().signal;

  constructor(
    readonly sshd: Sshd,
    readonly server: Server,
    readonly detached: SshDetached,
    held: AsyncDisposableStack,
  ) {
    this.#held = held;
  }

  /** Path of the installation's folder. */
  get folder(): string {
    return `${this.sshd.home}/.pink-page/${INSTALLATION}`;
  }

  /** Returns the path of the folder of an attempt. */
  folderOf({ id }: Pick<Attempt, "id">): string {
    return `${this.folder}/run/${id}`;
  }

  /** Launches `command`. */
  async launch(command: string, options: Partial<DetachedLaunch> = {}): Promise<Attempt> {
    const ids = { id: crypto.randomUUID(), nonce: crypto.randomUUID() };
    const launch: DetachedLaunch = {
      ...ids,
      fence: 1,
      mark: "a mark",
      command: new TextEncoder().encode(command),
      size: { cols: 80, rows: 24 },
      signal: this.signal,
      ...options,
    };
    const { id, nonce } = launch;
    return { id, nonce, result: await this.detached.launch(this.server, launch) };
  }

  /** Follows an attempt. The caller disposes the result. */
  async follow(
    { id, nonce }: Attempt,
    { server = this.server, ...options }: { server?: Server; offset?: number } = {},
  ): Promise<Followed> {
    const { signal } = this;
    return await this.detached.follow(server, { id, nonce, signal, ...options });
  }

  /** Follows an attempt to its end. */
  async outcome(attempt: Attempt, options: { offset?: number } = {}): Promise<Outcome> {
    await using followed = await this.follow(attempt, options);
    const login = await textOf(followed.login);
    const output = await textOf(followed.output);
    return { login, output, start: followed.start, end: await followed.end };
  }

  /** Launches `command` and follows it to its end. */
  async run(command: string): Promise<Outcome> {
    return await this.outcome(await this.launch(command));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
  }
}

/** Starts a server and the port. */
export async function keeping({ lookMs, ...options }: KeepingOptions = {}): Promise<Keeping> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd(options));
  const shells = opening.use(makeShells());
  const detached = new SshDetached({ shells, installation: INSTALLATION, lookMs });
  return new Keeping(sshd, serverOf(sshd), detached, opening.move());
}

/** Returns the text of `output` up to its end. */
export async function textOf(output: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of output) chunks.push(chunk);
  return await new Blob(chunks as BlobPart[]).text();
}

/** Returns the names in a folder, in order. */
export async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).sort();
}
