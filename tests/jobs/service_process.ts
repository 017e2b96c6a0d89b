const ROOT = new URL("../../", import.meta.url).pathname;

/** Service in a process of its own, which logs to its standard output. */
export class ServiceProcess {
  readonly #child: Deno.ChildProcess;
  readonly #text: Promise<string>;
  /** URL on which it listens. */
  readonly url: Promise<string>;

  /** Starts it; it ends itself at the `crash_service.ts` point of `args`. */
  constructor(variables: Record<string, string>, args: readonly string[] = ["none"]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--unstable-cron", "tests/jobs/crash_service.ts", ...args],
      cwd: ROOT,
      env: variables,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#child = child;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.url = promise;
    this.#text = (async () => {
      let text = "";
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
        text += part;
        const url = /listening url=(\S+)/.exec(text)?.[1];
        if (url !== undefined) resolve(url);
      }
      return text;
    })();
  }

  /** Waits for the end of the process, and returns its signal. */
  async ended(): Promise<Deno.Signal | null> {
    const { signal } = await this.#child.status;
    await this.#text;
    return signal;
  }

  /** Sends it a signal. */
  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Kills it, and waits for its end. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended();
  }
}
