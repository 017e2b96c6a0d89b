import { inTime } from "./in_time.ts";
import { endAll, type LiveProcess, liveProcesses, standardError } from "./sshd_processes.ts";

/** Path of sshd. It has to be absolute, because sshd starts itself again for each connection. */
export const SSHD_PROGRAM = "/usr/sbin/sshd";

/**
 * Listening sshd with the processes of its connections. {@linkcode Listener.end} ends all of them.
 */
export class Listener {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  readonly #listening = Promise.withResolvers<void>();
  #log = "";
  #pipe: string | undefined;

  private constructor(configFile: string, mounts: string | undefined) {
    const args = ["-D", "-e", "-f", configFile];
    // Each program replaces the one before, so that the process id is that of sshd.
    const inNamespace = ["-m", "sh", "-ec", `${mounts}\nexec "$0" "$@"`, SSHD_PROGRAM, ...args];
    this.#child = new Deno.Command(mounts === undefined ? SSHD_PROGRAM : "unshare", {
      args: mounts === undefined ? args : inNamespace,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#reading = this.#read();
  }

  /**
   * Starts sshd, and waits for the line in its log that says it listens. A connection to the port
   * could reach another process. `mounts` are shell commands for a mount namespace of its own.
   *
   * @throws {Error} with the log of sshd when it ends instead
   */
  static async start(
    configFile: string,
    { mounts }: { mounts?: string | undefined } = {},
  ): Promise<Listener> {
    await Deno.mkdir("/run/sshd", { recursive: true, mode: 0o755 });
    const listener = new Listener(configFile, mounts);
    const started = Promise.race([listener.#listening.promise, listener.#child.status]);
    const ended = await inTime(started, "sshd listens or ends");
    if (ended !== undefined) {
      await listener.#reading;
      throw new Error(`sshd ended with ${ended.code}: ${listener.log}`);
    }
    listener.#pipe = standardError(listener.pid);
    return listener;
  }

  /** Process id of the listener. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Log of sshd so far. */
  get log(): string {
    return this.#log;
  }

  /**
   * Returns the listener, if it lives, and the processes of its connections. They share one pipe
   * for their log, by which they are found even when the listener is gone and init is their parent.
   * The user's processes do not write to the pipe.
   */
  processes(): LiveProcess[] {
    return liveProcesses().filter(({ name, pid }) =>
      name.startsWith("sshd") && standardError(pid) === this.#pipe
    );
  }

  /**
   * Returns the processes of the connections. A logged-in connection has one of root and one of the
   * user.
   */
  connectionProcesses(): LiveProcess[] {
    return this.processes().filter(({ pid }) => pid !== this.pid);
  }

  /** Ends the listener and its connections. */
  async end(): Promise<void> {
    await endAll(() => this.processes());
    await inTime(this.#child.status, "sshd ends on SIGKILL");
    await inTime(this.#reading, "nothing holds the log of sshd open");
  }

  async #read(): Promise<void> {
    for await (const part of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#log += part;
      if (this.#log.includes("Server listening on")) this.#listening.resolve();
    }
  }
}
