import { inTime } from "../harness/in_time.ts";
import { TextLineStream } from "../harness/text_lines.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Number of files that the service may have open. */
const MAX_FILES = 256;

/** The service in a process of its own that may open few files. Disposing it ends the process. */
export class LimitedService implements AsyncDisposable {
  /** Address of the service: `http://host:port`. */
  readonly url: string;
  /** Lines of its log. */
  readonly lines: string[];
  readonly #child: Deno.ChildProcess;
  readonly #idle: Deno.TcpConn[] = [];

  private constructor(child: Deno.ChildProcess, lines: string[]) {
    this.#child = child;
    this.lines = lines;
    this.url = / url=(\S+)/.exec(lines[0] ?? "")?.[1] ?? "";
  }

  /** Starts it in `folder` with `variables` and waits until it listens. */
  static async start(
    folder: string,
    variables: Record<string, string>,
  ): Promise<LimitedService> {
    const flags = ["net", "env", "read", "write", "run"].map((right) => `--allow-${right}`);
    const child = new Deno.Command("bash", {
      args: [
        "-c",
        `ulimit -n ${MAX_FILES}; exec "$@"`,
        "bash",
        Deno.execPath(),
        "run",
        "--quiet",
        ...flags,
        MAIN,
      ],
      cwd: folder,
      env: { ENV: "test", HOST: "127.0.0.1", PORT: "0", NO_COLOR: "1", ...variables },
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const lines: string[] = [];
    const { promise: listening, resolve } = Promise.withResolvers<void>();
    void (async () => {
      const text = child.stdout.pipeThrough(new TextDecoderStream());
      for await (const line of text.pipeThrough(new TextLineStream())) {
        lines.push(line);
        resolve();
      }
      resolve();
    })();
    await inTime(listening, "the service listens or ends");
    return new LimitedService(child, lines);
  }

  /** Id of the process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Opens connections that say nothing until the service refuses one. */
  async exhaust(): Promise<void> {
    const { hostname, port } = new URL(this.url);
    try {
      for (;;) this.#idle.push(await Deno.connect({ hostname, port: Number(port) }));
    } catch (error) {
      // NotConnected: the connection was reset before its address was read.
      const { ConnectionRefused, ConnectionReset, NotConnected } = Deno.errors;
      const refusals = [ConnectionRefused, ConnectionReset, NotConnected];
      if (!refusals.some((refusal) => error instanceof refusal)) throw error;
    }
  }

  /** Closes the connections that say nothing. */
  relieve(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  /** Returns the number of log lines with `text`. */
  count(text: string): number {
    return this.lines.filter((line) => line.includes(text)).length;
  }

  /** Sends SIGTERM, and resolves with the exit code. */
  async stop(): Promise<number> {
    this.#child.kill("SIGTERM");
    return (await inTime(this.#child.status, "the service ends on SIGTERM")).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.relieve();
    await this.stop().catch(() => {}); // It has ended already.
  }
}
