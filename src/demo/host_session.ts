import type { Socket } from "node:net";
import type { PseudoTtyInfo, ServerChannel, Session } from "../ssh2/ssh2.ts";
import { type Account, accountEnvironment } from "./account.ts";
import { endSessions, sendSignal, sessionProcesses } from "./process_table.ts";
import type { Programs } from "./programs.ts";
import { openPty } from "./pty.ts";
import { relay } from "./relay.ts";
import { type SessionProcess, spawnPiped } from "./session_process.ts";

/** What the sessions of one connection share. */
export interface SessionContext {
  /** The user whose programs run. */
  readonly account: Account;
  /** What the machine has. */
  readonly programs: Programs;
  /** The connection's TCP socket. */
  readonly socket: Socket;
  /** Aborts when the connection has closed. */
  readonly signal: AbortSignal;
  /** Ids of the process sessions that may have living processes. */
  readonly sessionIds: Set<number>;
  /** Takes what has to be waited for before the connection is over. */
  readonly track: (task: Promise<void>) => void;
}

/** One `session` channel (RFC 4254 section 6): at most one program, on a terminal if one was asked for before. */
export class HostSession {
  readonly #context: SessionContext;
  readonly #closed = new AbortController();
  #terminal: PseudoTtyInfo | undefined;
  #process: Promise<SessionProcess> | undefined;

  /** Nothing runs before `serve`. */
  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** Listens to the channel's requests; the programs end with the channel or with the connection. */
  serve(session: Session): void {
    session.on("close", () => this.#closed.abort());
    this.#serveTerminal(session);
    session.on("shell", (accept) => this.#run(accept(), () => this.#startShell()));
    session.on("exec", (accept, _reject, { command }) => {
      this.#run(accept(), () => this.#startShell(command));
    });
    session.on("subsystem", (accept, reject, { name }) => {
      const { sftpServer } = this.#context.programs;
      if (name !== "sftp" || sftpServer === undefined) return reject?.();
      this.#run(accept(), () => this.#startPiped([sftpServer]));
    });
    session.on("signal", (accept, _reject, { name }) => {
      accept?.();
      this.#withProcess(({ sessionId }) => sendSignal(name, [-sessionId]));
    });
  }

  #serveTerminal(session: Session): void {
    session.on("pty", (accept, reject, info) => {
      if (this.#context.programs.script === undefined) return reject?.();
      this.#terminal = info;
      accept?.();
    });
    session.on("window-change", (accept, _reject, { cols, rows }) => {
      accept?.();
      this.#withProcess((process) => process.resize({ cols, rows }));
    });
  }

  #withProcess(act: (process: SessionProcess) => void | Promise<void>): void {
    const acting = this.#process?.then(act, () => {}); // Who started the process tells its failure.
    if (acting !== undefined) this.#context.track(acting);
  }

  async #startShell(command?: string): Promise<SessionProcess> {
    const { account, programs } = this.#context;
    const { shell } = programs;
    if (this.#terminal === undefined) {
      return this.#startPiped(command === undefined ? [shell, "-l"] : [shell, "-c", command]);
    }
    const { term, cols, rows } = this.#terminal;
    const env = accountEnvironment(account, { shell, term: term || "xterm" });
    return await openPty(command, {
      launch: { cwd: account.home, env },
      // A client whose own input is no terminal asks for 0 x 0.
      size: { cols: cols || 80, rows: rows || 24 },
      programs,
    });
  }

  #startPiped(commandLine: readonly string[]): SessionProcess {
    const { account, programs } = this.#context;
    const env = accountEnvironment(account, { shell: programs.shell });
    return spawnPiped(commandLine, { cwd: account.home, env });
  }

  #run(
    channel: ServerChannel | undefined,
    start: () => SessionProcess | Promise<SessionProcess>,
  ): void {
    if (channel === undefined) return; // A second program on one channel, which ssh2 does not accept.
    const process = Promise.try(start);
    this.#process = process;
    this.#context.track(this.#relay(channel, process));
  }

  async #relay(channel: ServerChannel, starting: Promise<SessionProcess>): Promise<void> {
    const { sessionIds, socket } = this.#context;
    const signal = AbortSignal.any([this.#closed.signal, this.#context.signal]);
    let process: SessionProcess;
    try {
      process = await starting;
    } catch (cause) {
      if (signal.aborted) return;
      channel.stderr.write(`cannot start the program: ${String(cause)}\n`);
      channel.exit(255);
      channel.end();
      return;
    }
    const { sessionId } = process;
    sessionIds.add(sessionId);
    // When the connection closed during the start, it has ended its other processes already.
    const ending = this.#context.signal.aborted ? endSessions(new Set([sessionId])) : undefined;
    await relay(process, { channel, socket, signal });
    await ending;
    this.#process = undefined;
    if ((await sessionProcesses(new Set([sessionId]))).length === 0) sessionIds.delete(sessionId);
  }
}
