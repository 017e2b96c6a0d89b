import type { Socket } from "node:net";
import type { PseudoTtyInfo, ServerChannel, Session } from "../ssh2/ssh2.ts";
import { type Account, accountEnvironment } from "./account.ts";
import { type HostProcess, spawnPiped } from "./host_process.ts";
import { endProcessGroups, processesOf, sendSignal } from "./process_table.ts";
import type { Programs } from "./programs.ts";
import { openPty } from "./pty.ts";
import { relay } from "./relay.ts";

/** Connection of a client, as its channels see it. */
export interface HostConnection {
  /** User whose programs run. */
  readonly account: Account;
  /** Programs of the machine. */
  readonly programs: Programs;
  /** Socket of the connection. */
  readonly socket: Socket;
  /** Signal that aborts when the connection has closed. */
  readonly signal: AbortSignal;
  /** Ids of the process groups that may have living processes. */
  readonly groupIds: Set<number>;
  /** Delays the end of the connection until `task` has ended. */
  readonly track: (task: Promise<void>) => void;
}

/**
 * Channel of the type `session` (RFC 4254, 6): runs at most one program, on a terminal if the
 * client has requested one before.
 */
export class HostChannel {
  readonly #connection: HostConnection;
  readonly #closed = new AbortController();
  #terminal: PseudoTtyInfo | undefined;
  #process: Promise<HostProcess> | undefined;

  /** Creates a channel of `connection`. */
  constructor(connection: HostConnection) {
    this.#connection = connection;
  }

  /** Serves the channel's requests. Its program ends with the channel, or with the connection. */
  serve(session: Session): void {
    session.on("close", () => this.#closed.abort());
    this.#serveTerminal(session);
    session.on("shell", (accept) => this.#run(accept(), () => this.#startShell()));
    session.on("exec", (accept, _reject, { command }) => {
      this.#run(accept(), () => this.#startShell(command));
    });
    session.on("subsystem", (accept, reject, { name }) => {
      const { sftpServer } = this.#connection.programs;
      if (name !== "sftp" || sftpServer === undefined) return reject?.();
      this.#run(accept(), () => this.#startPiped([sftpServer]));
    });
    session.on("signal", (accept, _reject, { name }) => {
      accept?.();
      this.#withProcess(({ groupId }) => sendSignal(name, [-groupId]));
    });
  }

  #serveTerminal(session: Session): void {
    session.on("pty", (accept, reject, info) => {
      if (this.#connection.programs.script === undefined) return reject?.();
      this.#terminal = info;
      accept?.();
    });
    session.on("window-change", (accept, _reject, { cols, rows }) => {
      accept?.();
      this.#withProcess((process) => process.resize({ cols, rows }));
    });
  }

  #withProcess(act: (process: HostProcess) => void | Promise<void>): void {
    const acting = this.#process?.then(act, () => {}); // `#relay` reports a failed start.
    if (acting !== undefined) this.#connection.track(acting);
  }

  async #startShell(command?: string): Promise<HostProcess> {
    const { account, programs } = this.#connection;
    const { shell } = programs;
    if (this.#terminal === undefined) {
      return this.#startPiped(command === undefined ? [shell, "-l"] : [shell, "-c", command]);
    }
    const { term, cols, rows } = this.#terminal;
    const env = accountEnvironment(account, { shell, term: term || "xterm" });
    return await openPty(command, {
      launch: { cwd: account.home, env },
      // A client without a terminal of its own requests 0 x 0.
      size: { cols: cols || 80, rows: rows || 24 },
      programs,
    });
  }

  #startPiped(commandLine: readonly string[]): HostProcess {
    const { account, programs } = this.#connection;
    const env = accountEnvironment(account, { shell: programs.shell });
    return spawnPiped(commandLine, { cwd: account.home, env });
  }

  #run(
    channel: ServerChannel | undefined,
    start: () => HostProcess | Promise<HostProcess>,
  ): void {
    if (channel === undefined) return; // ssh2 refuses a second program on a channel.
    const process = Promise.try(start);
    this.#process = process;
    this.#connection.track(this.#relay(channel, process));
  }

  async #relay(channel: ServerChannel, starting: Promise<HostProcess>): Promise<void> {
    const { groupIds, socket } = this.#connection;
    const signal = AbortSignal.any([this.#closed.signal, this.#connection.signal]);
    let process: HostProcess;
    try {
      process = await starting;
    } catch (cause) {
      if (signal.aborted) return;
      channel.stderr.write(`Cannot start the program: ${String(cause)}\n`);
      channel.exit(255);
      channel.end();
      return;
    }
    const { groupId } = process;
    groupIds.add(groupId);
    // A connection that closed during the start has already ended the groups that it knew.
    const ending = this.#connection.signal.aborted
      ? endProcessGroups(new Set([groupId]))
      : undefined;
    await relay(process, { channel, socket, signal });
    await ending;
    this.#process = undefined;
    if ((await processesOf(new Set([groupId]))).length === 0) groupIds.delete(groupId);
  }
}
