import { type Sshd, startSshd } from "../harness/sshd.ts";
import { type ServiceProcess, startModule, startRelay, startService } from "./processes.ts";

/** Servers and services for the rows. Disposing it ends all of them. */
export class Lab implements AsyncDisposable {
  readonly #isShort: boolean;
  readonly #lent = new AsyncDisposableStack();
  #closing: Promise<void> | undefined;

  /** Creates a lab. With `isShort` the rows measure less. */
  constructor({ isShort }: { isShort: boolean }) {
    this.#isShort = isShort;
  }

  /** Returns the value for this run. */
  extent<Value>({ short, full }: { short: Value; full: Value }): Value {
    return this.#isShort ? short : full;
  }

  /** Starts an SSH server for many sessions and logins at a time. */
  async sshd(): Promise<Sshd> {
    return this.#lent.use(
      await startSshd({ maxSessions: 1_000, extraConfig: ["MaxStartups 1000"] }),
    );
  }

  /** Starts the service as `deno task start` does. It may be disposed before the lab. */
  async service(
    variables: Record<string, string>,
    options: { entry?: string } = {},
  ): Promise<ServiceProcess> {
    return this.#lent.use(
      await startService(variables, { ...options, folder: await this.#folder() }),
    );
  }

  /** Starts the plain relay to `sshd`. It may be disposed before the lab. */
  async relay(sshd: Sshd): Promise<ServiceProcess> {
    return this.#lent.use(await startRelay(sshd, await this.#folder()));
  }

  /** Starts a minimal WebSocket service. It may be disposed before the lab. */
  async hello(): Promise<ServiceProcess> {
    return this.#lent.use(await startModule("hello.ts", { folder: await this.#folder() }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#closing ??= this.#lent.disposeAsync());
  }

  async #folder(): Promise<string> {
    const folder = await Deno.makeTempDir({ prefix: "pink-page-bench-" });
    this.#lent.defer(() => Deno.remove(folder, { recursive: true }));
    return folder;
  }
}
