import type { TerminalSize } from "../domain/shell.ts";
/** How a program ended. */
export interface SessionStatus {
  /** 128 + N after signal N. */
  readonly code: number;
  /** Null when it ended by itself. */
  readonly signal: Deno.Signal | null;
}

/** What runs behind one channel: the leader of a process session of its own, and all that it starts. */
export interface SessionProcess {
  /** Id of the session, of its leader, and of the leader's process group. */
  readonly sessionId: number;
  /** Closed or aborted by the caller. */
  readonly stdin: WritableStream<Uint8Array>;
  /** Read to its end or cancelled by the caller. */
  readonly stdout: ReadableStream<Uint8Array>;
  /** Absent on a terminal, which mixes both. */
  readonly stderr?: ReadableStream<Uint8Array>;
  /** Settles when the leader has ended. */
  readonly status: Promise<SessionStatus>;
  /** Whether the end of the client's input closes `stdin`. sshd leaves a terminal open. */
  readonly endsWithInput: boolean;
  /** What a closed channel does beyond closing the streams: a terminal hangs up. */
  hangUp(): void;
  /** Takes effect soon; of several sizes the last one stays. Without a terminal nothing happens. */
  resize(size: TerminalSize): void;
}

/** What to start, where, and with which environment (nothing else is inherited). */
export interface Launch {
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** All variables. */
  readonly env: Record<string, string>;
}

/** Starts a program on pipes, in a session of its own as sshd does. The caller ends its streams. */
export function spawnPiped(
  [program = "", ...args]: readonly string[],
  { cwd, env }: Launch,
): SessionProcess {
  const child = new Deno.Command(program, {
    args,
    cwd,
    env,
    clearEnv: true,
    detached: true, // setsid(2): the child leads its own session and group.
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return {
    sessionId: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    status: child.status,
    endsWithInput: true,
    hangUp: () => {},
    resize: () => {},
  };
}
