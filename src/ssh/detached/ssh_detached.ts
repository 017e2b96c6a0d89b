import type {
  AttemptOptions,
  Detached,
  DetachedEnd,
  DetachedLaunch,
  Followed,
  FollowOptions,
  KeptAttempt,
  LaunchResult,
  RaisedFence,
  SignalOnly,
} from "../../domain/detached.ts";
import type { Server } from "../../domain/server.ts";
import type { TerminalSize } from "../../domain/shell.ts";
import { AppError } from "../../errors.ts";
import type { SshShells } from "../ssh_shells.ts";
import { factOf, type Facts } from "./facts.ts";
import { Follower } from "./follower.ts";
import { allow, ScriptCalls } from "./script_calls.ts";
import { exportLines } from "./scripts.ts";
import { endOf, spoolRequest } from "./spool_reading.ts";

/** Size of a block of `ulimit`, in bytes. */
const BLOCK_BYTES = 512;

/** Options for {@linkcode SshDetached}. */
export interface SshDetachedOptions {
  /** Shells whose connections are used. */
  readonly shells: Pick<SshShells, "lend" | "release">;
  /** Id of the installation: the name of its folder in `~/.pink-page` on each server. */
  readonly installation: string;
  /** Time between two looks at a command that is followed, in milliseconds. Default: 30,000. */
  readonly lookMs?: number;
}

/** Commands that their servers keep, over SSH. */
export class SshDetached implements Detached {
  readonly #following: Pick<SshDetachedOptions, "shells" | "lookMs"> & { folder: string };
  readonly #calls: ScriptCalls;

  /** Creates the port without a connection. */
  constructor(options: SshDetachedOptions) {
    const { shells, installation, lookMs } = options;
    const folder = `.pink-page/${installation}`;
    this.#calls = new ScriptCalls({ shells, folder });
    this.#following = { shells, folder, lookMs };
  }

  /**
   * Checks whether a server can keep commands, and whether it can give them a terminal.
   *
   * @throws {AppError} 22005, 20005, the errors of connecting, or the reason of the signal
   */
  async check(server: Server, { signal }: SignalOnly): Promise<{ hasTerminal: boolean }> {
    return { hasTerminal: (await this.#calls.abilitiesOf(server, signal)).mode === "pty" };
  }

  /**
   * Starts a command, unless its id was launched before or its fence is too low.
   *
   * @throws {AppError} 22005, 20005, the errors of connecting, or the reason of the signal
   */
  async launch(server: Server, launch: DetachedLaunch): Promise<LaunchResult> {
    const { id, fence, mark, nonce, command, env = {}, size, spoolBytes, signal, onWait } = launch;
    const { mode, setsid, wrap } = await this.#calls.abilitiesOf(server, signal);
    const variables = {
      SETSID: setsid,
      WRAP: wrap,
      PINK_MODE: mode,
      PINK_NONCE: nonce,
      PINK_SPOOL: spoolBytes === undefined ? "unlimited" : Math.ceil(spoolBytes / BLOCK_BYTES),
      PINK_ROWS: size.rows,
      PINK_COLS: size.cols,
    };
    const input = exportLines({ PINK_ENV: wordsOf(env), PINK_COMMAND: command });
    const call = { variables, input, endsWithKey: true, signal, onWait };
    const facts = await this.#calls.run(server, {
      name: "launch",
      args: [id, fence, mark],
      ...call,
    });
    const fenced = factOf(facts, "fenced")?.[0];
    if (fenced !== undefined) return { fenced: Number(fenced) };
    if (factOf(facts, "started")) return "started";
    if (factOf(facts, "exists")) return "exists";
    throw this.#calls.refusal(server, facts);
  }

  /**
   * Reads the output of a launched command. The caller disposes the result.
   *
   * @throws {AppError} 20005, the errors of connecting, or the reason of the signal
   */
  async follow(server: Server, options: FollowOptions): Promise<Followed> {
    const { shells, ...rest } = this.#following;
    const { offset = 0, isFresh = false, signal, onWait } = options;
    const key = crypto.randomUUID();
    const request = spoolRequest({ ...options, ...rest, key, offset, isFresh });
    const { connection, command } = await shells.lend(server, { command: request, signal, onWait });
    return new Follower(connection, {
      ...options,
      ...rest,
      server: server.name,
      key,
      command,
      release: (connection) => shells.release(server, connection),
    });
  }

  /**
   * Writes to the terminal of a command.
   *
   * @throws {AppError} 22004, 20005, the errors of connecting, or the reason of the signal
   */
  async type(
    server: Server,
    { id, bytes, signal }: AttemptOptions & { bytes: Uint8Array },
  ): Promise<void> {
    const facts = await this.#calls.run(server, { name: "type", args: [id], input: bytes, signal });
    if (factOf(facts, "typed")) return;
    const detail = `The command on ${server.name} has no terminal, or has ended: it takes no input`;
    throw new AppError("SSH_SHELL_ERROR", detail);
  }

  /**
   * Sets the size of a command's terminal.
   *
   * @throws {AppError} 20005, the errors of connecting, or the reason of the signal
   */
  async resize(
    server: Server,
    { id, rows, cols, signal }: AttemptOptions & TerminalSize,
  ): Promise<void> {
    await this.#calls.run(server, { name: "resize", args: [id, rows, cols], signal });
  }

  /**
   * Ends a command and all its processes: Ctrl-C, SIGHUP, SIGKILL.
   *
   * @throws {AppError} 22005, 20005, the errors of connecting, or the reason of the signal
   */
  async cancel(
    server: Server,
    options: AttemptOptions,
  ): Promise<DetachedEnd> {
    return await this.#stop(server, "cancel", options);
  }

  /**
   * Hangs up the terminal of a command: SIGHUP.
   *
   * @throws {AppError} 22005, 20005, the errors of connecting, or the reason of the signal
   */
  async hangUp(
    server: Server,
    options: AttemptOptions,
  ): Promise<DetachedEnd> {
    return await this.#stop(server, "hang_up", options);
  }

  /**
   * Removes what the server keeps of attempts. Returns those that still run, which stay.
   *
   * @throws {AppError} 20005, the errors of connecting, or the reason of the signal
   */
  async remove(
    server: Server,
    { ids, signal }: SignalOnly & { ids: readonly string[] },
  ): Promise<readonly string[]> {
    const facts = await this.#calls.run(server, { name: "remove", args: ids, signal });
    return runningIn(facts).map(({ id }) => id);
  }

  /**
   * Raises the fence, so that no attempt with a lower one can start.
   *
   * @throws {AppError} 22005, 20005, the errors of connecting, or the reason of the signal
   */
  async raise(
    server: Server,
    { fence, signal }: SignalOnly & { fence: number },
  ): Promise<RaisedFence> {
    allow(server);
    const facts = await this.#calls.run(server, { name: "raise", args: [fence], signal });
    const [highest] = factOf(facts, "highest") ?? [];
    if (highest === undefined) {
      throw this.#calls.refusal(server, facts);
    }
    const mark = factOf(facts, "mark")?.join(" ");
    return { highest: Number(highest), mark, running: runningIn(facts) };
  }

  /**
   * Removes older attempts that are not known. Returns those that still run.
   *
   * @throws {AppError} 20005, the errors of connecting, or the reason of the signal
   */
  async collect(
    server: Server,
    { fence, known, signal }: SignalOnly & { fence: number; known: readonly string[] },
  ): Promise<readonly KeptAttempt[]> {
    const call = { name: "collect", args: [fence, ...known], signal } as const;
    return runningIn(await this.#calls.run(server, call));
  }

  /** Ends a command. @throws {AppError} 22005, 20005, or the reason of the signal */
  async #stop(
    server: Server,
    how: "cancel" | "hang_up",
    { id, signal }: AttemptOptions,
  ): Promise<DetachedEnd> {
    const facts = await this.#calls.run(server, { name: "cancel", args: [id, how], signal });
    const end = endOf(facts, { isWhole: true });
    if (end !== undefined) return end;
    throw this.#calls.refusal(server, facts);
  }
}

function runningIn(facts: Facts): KeptAttempt[] {
  return facts.filter(([name]) => name === "running")
    .map(([, id = "", fence]) => ({ id, fence: Number(fence) }));
}

/** Returns words of `/bin/sh` that are `NAME=value`; `$n` is a newline there. */
function wordsOf(env: Readonly<Record<string, string>>): string {
  return Object.entries(env).map(([name, value]) => {
    const text = value.replaceAll("'", `'"'"'`).replaceAll("\n", `'"$n"'`);
    return `'${name}=${text}'`;
  }).join(" ");
}
