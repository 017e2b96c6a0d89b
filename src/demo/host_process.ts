import type { TerminalSize } from "../domain/shell.ts";

/** Process behind one channel: the leader of a process group, with all that it starts. */
export interface HostProcess {
  /** Id of the process group, and of its leader. */
  readonly groupId: number;
  /** Input of the process. The caller closes or aborts it. */
  readonly stdin: WritableStream<Uint8Array>;
  /** Output of the process. The caller reads it to its end or cancels it. */
  readonly stdout: ReadableStream<Uint8Array>;
  /** Error output of the process; undefined on a terminal, which mixes both. */
  readonly stderr?: ReadableStream<Uint8Array>;
  /** End of the leader. On a terminal, an end by signal N is the exit code 128 + N. */
  readonly status: Promise<Deno.CommandStatus>;
  /** Whether the end of the client's input closes `stdin`. sshd keeps a terminal open. */
  readonly endsWithInput: boolean;
  /** Hangs up the terminal. Does nothing without one. */
  hangUp(): void;
  /** Sets the size of the terminal, soon. The last of several sizes stays. */
  resize(size: TerminalSize): void;
}

/** Surroundings of a new process. */
export interface Launch {
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** Environment variables. No others are inherited. */
  readonly env: Record<string, string>;
}

/**
 * Starts a program on pipes, as the leader of a new process group, as sshd does. The caller ends
 * its streams.
 */
export function spawnPiped(
  [program = "", ...args]: readonly string[],
  { cwd, env }: Launch,
): HostProcess {
  const child = new Deno.Command(program, {
    args,
    cwd,
    env,
    clearEnv: true,
    detached: true, // setsid(2)
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return {
    groupId: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    status: child.status,
    endsWithInput: true,
    hangUp: () => {},
    resize: () => {},
  };
}
