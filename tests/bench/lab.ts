import { type Sshd, startSshd } from "../harness/sshd.ts";
import { type ServiceProcess, startModule, startRelay, startService } from "./processes.ts";

/** What the rows measure with: servers and services. Disposing it ends all that it has lent. */
export class Lab implements AsyncDisposable {
  readonly #isShort: boolean;
  readonly #lent = new AsyncDisposableStack();
  #closing: Promise<void> | undefined;

  /** `isShort`: for a look, not for the record. */
  constructor({ isShort }: { isShort: boolean }) {
    this.#isShort = isShort;
  }

  /** How much is measured: the value for this run. */
  extent<Value>({ short, full }: { short: Value; full: Value }): Value {
    return this.#isShort ? short : full;
  }

  /** Starts an SSH server that takes many sessions and logins at a time. */
  async sshd(): Promise<Sshd> {
    return this.#lent.use(
      await startSshd({ maxSessions: 1_000, extraConfig: ["MaxStartups 1000"] }),
    );
  }

  /** Starts the service as a user would. Disposing it earlier is allowed. */
  async service(
    variables: Record<string, string>,
    options: { entry?: string } = {},
  ): Promise<ServiceProcess> {
    return this.#lent.use(
      await startService(variables, { ...options, folder: await this.#folder() }),
    );
  }

  /** Starts the plain relay to `sshd`. Disposing it earlier is allowed. */
  async relay(sshd: Sshd): Promise<ServiceProcess> {
    return this.#lent.use(await startRelay(sshd, await this.#folder()));
  }

  /** Starts the least that answers a WebSocket. Disposing it earlier is allowed. */
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
