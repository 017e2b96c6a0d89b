import { endAll, type LiveProcess, liveProcesses, standardError } from "./sshd_processes.ts";

/** The server program. Its path has to be absolute: sshd starts itself anew for every connection. */
export const SSHD_PROGRAM = "/usr/sbin/sshd";

/** One sshd that listens, and the processes of its connections. {@linkcode Listener.end} ends them all. */
export class Listener {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  readonly #listening = Promise.withResolvers<void>();
  #log = "";
  #pipe: string | undefined;

  private constructor(configFile: string) {
    this.#child = new Deno.Command(SSHD_PROGRAM, {
      args: ["-D", "-e", "-f", configFile],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#reading = this.#read();
  }

  /**
   * Starts sshd. Its own line in the log says that it listens: whoever else holds the port can not be taken for it.
   *
   * @throws Error with sshd's words when it ends instead
   */
  static async start(configFile: string): Promise<Listener> {
    await Deno.mkdir("/run/sshd", { recursive: true, mode: 0o755 });
    const listener = new Listener(configFile);
    const ended = await Promise.race([listener.#listening.promise, listener.#child.status]);
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

  /** What sshd has said so far. */
  get log(): string {
    return this.#log;
  }

  /**
   * The listener, if it lives, and the processes of its connections. All of them write to one log, which tells them from
   * those of other servers even when the listener is gone and init is their parent. What users run does not write to it.
   */
  processes(): LiveProcess[] {
    return liveProcesses().filter(({ name, pid }) =>
      name.startsWith("sshd") && standardError(pid) === this.#pipe
    );
  }

  /** The processes of its connections: two for each that is logged in, one with root's rights and one with the user's. */
  connectionProcesses(): LiveProcess[] {
    return this.processes().filter(({ pid }) => pid !== this.pid);
  }

  /** Ends the listener and its connections. */
  async end(): Promise<void> {
    await endAll(() => this.processes());
    await this.#child.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const part of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#log += part;
      if (this.#log.includes("Server listening on")) this.#listening.resolve();
    }
  }
}
