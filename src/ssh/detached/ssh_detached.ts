import { orAborted } from "../../async/or_aborted.ts";
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
} from "../../domain/detached.ts";
import type { Server } from "../../domain/server.ts";
import type { TerminalSize } from "../../domain/shell.ts";
import { AppError } from "../../errors.ts";
import type { SshShells } from "../ssh_shells.ts";
import { type Abilities, abilitiesOf } from "./abilities.ts";
import { type CallOptions, callScript, factOf, type Facts } from "./facts.ts";
import { Follower } from "./follower.ts";
import { type ScriptCall, START_SCRIPT } from "./scripts.ts";
import { endOf } from "./spool_reading.ts";

/** Time for which the abilities of a server are believed, in milliseconds: a day. */
const ABILITIES_MS = 86_400_000;

/** Options for {@linkcode SshDetached}. */
export interface SshDetachedOptions {
  /** Shells whose connections are used. */
  readonly shells: Pick<SshShells, "lend" | "release">;
  /** Id of the installation: the name of its folder in `~/.pink-page` on each server. */
  readonly installation: string;
  /** Time between two looks at a command that is followed, in milliseconds. Default: 30,000. */
  readonly lookMs?: number;
}

/** Call of a script, and how it connects. */
type Call = ScriptCall & Omit<CallOptions, "folder"> & Pick<FollowOptions, "signal" | "onWait">;

/** Commands that their servers keep, over SSH. */
export class SshDetached implements Detached {
  readonly #options: SshDetachedOptions;
  readonly #folder: string;
  readonly #abilities = new Map<Server, { abilities: Abilities; atMs: number }>();

  /** Creates the port without a connection. */
  constructor(options: SshDetachedOptions) {
    this.#options = options;
    this.#folder = `.pink-page/${options.installation}`;
  }

  /** @inheritdoc */
  async check(server: Server, { signal }: AttemptOptions): Promise<{ hasTerminal: boolean }> {
    return { hasTerminal: (await this.#abilitiesOf(server, signal)).mode === "pty" };
  }

  /** @inheritdoc */
  async launch(server: Server, launch: DetachedLaunch): Promise<LaunchResult> {
    const { id, fence, nonce, command, size, signal, onWait } = launch;
    const { mode, setsid, wrap } = await this.#abilitiesOf(server, signal);
    const variables = {
      SETSID: setsid,
      WRAP: wrap,
      PINK_MODE: mode,
      PINK_NONCE: nonce,
      PINK_ROWS: size.rows,
      PINK_COLS: size.cols,
    };
    const call = { variables, input: command, endsWithKey: true, signal, onWait };
    const facts = await this.#call(server, { name: "launch", args: [id, fence], ...call });
    const fenced = factOf(facts, "fenced")?.[0];
    if (fenced !== undefined) return { fenced: Number(fenced) };
    if (factOf(facts, "started")) return "started";
    if (factOf(facts, "exists")) return "exists";
    this.#abilities.delete(server);
    throw new AppError("SSH_CANNOT_DETACH", `${server.name} ${whyNot(facts)}`);
  }

  /** @inheritdoc */
  async follow(server: Server, options: FollowOptions): Promise<Followed> {
    allow(server);
    const { shells, lookMs } = this.#options;
    const { signal, onWait } = options;
    const { connection, command } = await shells.lend(server, {
      command: START_SCRIPT,
      signal,
      onWait,
    });
    return new Follower(connection, {
      ...options,
      server: server.name,
      folder: this.#folder,
      lookMs,
      command,
      release: (connection) => shells.release(server, connection),
    });
  }

  /** @inheritdoc */
  async type(
    server: Server,
    { id, bytes, signal }: AttemptOptions & { id: string; bytes: Uint8Array },
  ): Promise<void> {
    const facts = await this.#call(server, { name: "type", args: [id], input: bytes, signal });
    if (factOf(facts, "typed")) return;
    const detail = `The command on ${server.name} has no terminal, or has ended: it takes no input`;
    throw new AppError("SSH_SHELL_ERROR", detail);
  }

  /** @inheritdoc */
  async resize(
    server: Server,
    { id, rows, cols, signal }: AttemptOptions & TerminalSize & { id: string },
  ): Promise<void> {
    await this.#call(server, { name: "resize", args: [id, rows, cols], signal });
  }

  /** @inheritdoc */
  async cancel(
    server: Server,
    options: AttemptOptions & { id: string },
  ): Promise<DetachedEnd> {
    return await this.#stop(server, "cancel", options);
  }

  /** @inheritdoc */
  async hangUp(
    server: Server,
    options: AttemptOptions & { id: string },
  ): Promise<DetachedEnd> {
    return await this.#stop(server, "hang_up", options);
  }

  /** @inheritdoc */
  async remove(
    server: Server,
    { ids, signal }: AttemptOptions & { ids: readonly string[] },
  ): Promise<void> {
    await this.#call(server, { name: "remove", args: ids, signal });
  }

  /** @inheritdoc */
  async raise(
    server: Server,
    { fence, signal }: AttemptOptions & { fence: number },
  ): Promise<RaisedFence> {
    const facts = await this.#call(server, { name: "raise", args: [fence], signal });
    const [highest] = factOf(facts, "highest") ?? [];
    if (highest === undefined) {
      throw new AppError("SSH_CANNOT_DETACH", `${server.name} ${whyNot(facts)}`);
    }
    return { highest: Number(highest), running: runningIn(facts) };
  }

  /** @inheritdoc */
  async collect(
    server: Server,
    { fence, known, signal }: AttemptOptions & { fence: number; known: readonly string[] },
  ): Promise<readonly KeptAttempt[]> {
    const call = { name: "collect", args: [fence, ...known], signal } as const;
    return runningIn(await this.#call(server, call));
  }

  async #stop(
    server: Server,
    how: "cancel" | "hang_up",
    { id, signal }: AttemptOptions & { id: string },
  ): Promise<DetachedEnd> {
    const facts = await this.#call(server, { name: "cancel", args: [id, how], signal });
    const end = endOf(facts, { isWhole: true });
    if (end !== undefined) return end;
    throw new AppError("SSH_CANNOT_DETACH", `${server.name} ${whyNot(facts)}`);
  }

  /** Returns the abilities of a server, which is probed when they are not known. */
  async #abilitiesOf(server: Server, signal: AbortSignal): Promise<Abilities> {
    const known = this.#abilities.get(server);
    if (known !== undefined && performance.now() - known.atMs < ABILITIES_MS) {
      return known.abilities;
    }
    const facts = await this.#call(server, { name: "probe", signal });
    const abilities = abilitiesOf(server.name, facts);
    this.#abilities.set(server, { abilities, atMs: performance.now() });
    return abilities;
  }

  /** Runs a script on an idle connection or on a new one. */
  async #call(
    server: Server,
    { signal, onWait, input, endsWithKey, ...call }: Call,
  ): Promise<Facts> {
    allow(server);
    const { shells } = this.#options;
    await using opened = new AsyncDisposableStack();
    const lent = await shells.lend(server, { command: START_SCRIPT, signal, onWait });
    opened.use(lent.connection);
    const options = { folder: this.#folder, input, endsWithKey };
    const facts = await orAborted(signal, callScript(lent.command, call, options));
    opened.move();
    await shells.release(server, lent.connection);
    return facts;
  }
}

/** @throws {AppError} 22005 when the configuration forbids detached commands on a server */
function allow({ name, detach }: Server): void {
  if (detach !== "off") return;
  const detail = `${name} keeps no commands: ${name.toUpperCase()}_DETACH is off`;
  throw new AppError("SSH_CANNOT_DETACH", detail);
}

/** Returns the reason for which a script did nothing. */
function whyNot(facts: Facts): string {
  if (factOf(facts, "full")) {
    return "could not write to the user's home folder: is its disk full or read-only?";
  }
  if (factOf(facts, "no_leader")) {
    return "cannot start a command apart from its connection: install util-linux";
  }
  return "runs another command than the one that it was sent (ForceCommand)";
}

function runningIn(facts: Facts): KeptAttempt[] {
  return facts.filter(([name]) => name === "running")
    .map(([, id = "", fence]) => ({ id, fence: Number(fence) }));
}
