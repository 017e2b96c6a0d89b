import { AppError } from "../errors.ts";
import type { Server } from "./server.ts";
import type { TerminalSize } from "./shell.ts";

/** Launch of a command that its server keeps: see {@linkcode Detached.launch}. */
export interface DetachedLaunch {
  /** Id of the attempt, a UUID. A server launches each id at most once. */
  readonly id: string;
  /** Fence of the lease that the command runs under. A server refuses one below its highest. */
  readonly fence: number;
  /** Text that the next raises of the fence tell, until another launch. A line, without quotes. */
  readonly mark: string;
  /** Random text in the markers around the command's output: 32 or more of `0-9`, `a-f`, `-`. */
  readonly nonce: string;
  /** Command line in the encoding of the server. */
  readonly command: Uint8Array;
  /** Environment variables of the command, besides those of the login. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Size of its terminal. */
  readonly size: TerminalSize;
  /**
   * Size of the spool, in bytes, at which a command with a terminal waits when it prints more: end
   * it then. Default: no limit.
   */
  readonly spoolBytes?: number | undefined;
  /** Ends connecting. A launch that the server has received goes on. */
  readonly signal: AbortSignal;
  /** Called when connecting has to wait for another connection to the server to end. */
  readonly onWait?: (() => void) | undefined;
}

/**
 * Result of a launch: `started`; `exists` when the id was launched before, so that nothing was
 * started now; or the highest fence of the server, which is above the launch's.
 */
export type LaunchResult = "started" | "exists" | { readonly fenced: number };

/** End of a detached command. */
export type DetachedEnd =
  | {
    /** The command ended, and its server knows how. */
    readonly state: "exit";
    /** Exit code; 128 and the number of the signal when a signal ended the command. */
    readonly exitCode: number;
    /**
     * Length of the spool at the end, in bytes. Bytes after it are those of processes that outlived
     * the command: cut what was recorded of them.
     */
    readonly size: number;
    /** Whether the spool holds the whole output; false when the server's disk was full. */
    readonly isWhole: boolean;
  }
  /** The command has not started, and never will. */
  | { readonly state: "never" }
  /** The server lost the command: it was rebooted, or the supervisor killed. */
  | { readonly state: "lost" }
  /** The server has no such attempt. */
  | { readonly state: "gone" };

/** Options for {@linkcode Detached.follow}. */
export interface FollowOptions {
  /** Id of the attempt. */
  readonly id: string;
  /** Nonce of its launch. */
  readonly nonce: string;
  /**
   * Offset in the spool of the first byte to read: at {@linkcode Followed.start} or after it.
   * Default: the beginning of the spool, where the login's output is.
   */
  readonly offset?: number | undefined;
  /** Whether the attempt was launched just now, with the result `started`. Default: false. */
  readonly isFresh?: boolean | undefined;
  /** Ends following with its reason. The command goes on. */
  readonly signal: AbortSignal;
  /** Called when connecting has to wait for another connection to the server to end. */
  readonly onWait?: (() => void) | undefined;
}

/**
 * Output of a detached command, from an offset to its end. Bytes are read from the server only when
 * the reader asks. Disposing it ends the reading; the command goes on.
 */
export interface Followed extends AsyncDisposable {
  /**
   * Output of the login, until the command starts or ends; empty with an offset. Read it first. It
   * is not recorded: without {@linkcode Followed.start}, a later follower reads it again.
   */
  readonly login: AsyncIterable<Uint8Array>;
  /**
   * Offset in the spool of the command's first byte; undefined until the command has started, as
   * far as the output was read.
   */
  readonly start: number | undefined;
  /**
   * Output of the command until its end, for one reader: all bytes of the spool from `start` or the
   * offset on, in chunks of up to 64 KiB. It ends early when the connection is lost.
   */
  readonly output: AsyncIterable<Uint8Array>;
  /**
   * Settles after the output has ended. Rejects with 20005 when the connection was lost: follow
   * again from the end of what was recorded. Rejects with the reason of the signal.
   */
  readonly end: Promise<DetachedEnd>;
}

/** Options for the other calls. */
export type SignalOnly = Pick<AttemptOptions, "signal">;

/** Attempt that runs on a server, or that nobody has removed. */
export interface KeptAttempt {
  /** Id of the attempt. */
  readonly id: string;
  /** Fence of its launch. */
  readonly fence: number;
}

/** Result of raising the fence of a server. */
export interface RaisedFence {
  /**
   * Highest fence that the server has seen. When it is above the fence that was asked for, nothing
   * was raised.
   */
  readonly highest: number;
  /** Mark of the last launch on the server, if there was one. */
  readonly mark: string | undefined;
  /** Attempts with lower fences that have started and whose end is not known. */
  readonly running: readonly KeptAttempt[];
}

/** Options for calls about one attempt. */
export interface AttemptOptions {
  /** Id of the attempt. */
  readonly id: string;
  /** Ends the call with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Port for commands that their servers keep: they go on when the connection or the service is lost,
 * with their output in a spool on the server. `launch` starts, `follow` adopts; the caller knows
 * from its own record which of them is right. `check`, `launch` and `raise` throw 22005 when the
 * server cannot keep commands or `<NAME>_DETACH=off`; the others serve what was launched before.
 * Each call throws 20005 when the connection is lost, and the errors of connecting.
 */
export interface Detached {
  /** Checks whether a server can keep commands, and whether it can give them a terminal. */
  check(server: Server, options: SignalOnly): Promise<{ readonly hasTerminal: boolean }>;
  /** Starts a command, unless its id was launched before or its fence is too low. */
  launch(server: Server, launch: DetachedLaunch): Promise<LaunchResult>;
  /**
   * Reads the output of a launched command. An attempt that has not started 2 s after the call
   * never starts.
   */
  follow(server: Server, options: FollowOptions): Promise<Followed>;
  /**
   * Writes to the terminal of a command.
   *
   * @throws {AppError} 22004 when the command has no terminal, or no longer
   */
  type(server: Server, input: AttemptOptions & { bytes: Uint8Array }): Promise<void>;
  /** Sets the size of a command's terminal. A command without one ignores it. */
  resize(server: Server, size: AttemptOptions & TerminalSize): Promise<void>;
  /**
   * Ends a command and all its processes: Ctrl-C, after 1 s SIGHUP, after another SIGKILL. One that
   * has not started never starts. Processes with a session of their own (`setsid`) go on.
   */
  cancel(server: Server, options: AttemptOptions): Promise<DetachedEnd>;
  /**
   * Hangs up the terminal of a command, as after a stop phrase: SIGHUP. A process that ignores that
   * goes on.
   */
  hangUp(server: Server, options: AttemptOptions): Promise<DetachedEnd>;
  /**
   * Removes what the server keeps of attempts. Unknown ids are ignored. Returns those that still
   * run, which stay.
   */
  remove(
    server: Server,
    options: SignalOnly & { ids: readonly string[] },
  ): Promise<readonly string[]>;
  /**
   * Raises the fence: from then on no attempt with a lower one can start, also of those that were
   * launched before.
   */
  raise(server: Server, options: SignalOnly & { fence: number }): Promise<RaisedFence>;
  /**
   * Removes attempts with a fence below `fence` that are not in `known`, as a crash leaves them.
   * Raise the fence before. Returns those that still run, which stay.
   */
  collect(
    server: Server,
    options: SignalOnly & { fence: number; known: readonly string[] },
  ): Promise<readonly KeptAttempt[]>;
}

/** Returns the failure 50012 of a launch that its server refused, because it saw a higher fence. */
export function leaseLost({ name }: Pick<Server, "name">): AppError {
  const detail = `${name} refused the command: a later lease has raised its fence`;
  return new AppError("LEASE_LOST", detail);
}
