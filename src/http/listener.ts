import type { Log } from "../log.ts";
import { within } from "../async/within.ts";
import { listenFailure } from "./listen_failure.ts";

/** First time between two attempts to open the listener again, in milliseconds; it doubles. */
const MIN_RETRY_MS = 200;
/** Maximum time between two attempts, in milliseconds. */
const MAX_RETRY_MS = 5_000;

/**
 * Number of file descriptors that must be free before the listener is opened again. With fewer, the
 * next client that connects would close it at once.
 */
const SPARE_DESCRIPTORS = 16;

/** Options for {@linkcode Listener}. */
export interface ListenerOptions {
  /** Address to listen on. */
  readonly hostname: string;
  /** Port to listen on; 0 for a free one. */
  readonly port: number;
  /** Answers each request. */
  readonly handler: Deno.ServeHandler<Deno.NetAddr>;
  /** Log for the beginning and the end of each outage. */
  readonly log: Log;
}

type Server = Deno.HttpServer<Deno.NetAddr>;

/**
 * HTTP listener that opens again on the same port after a failure. `Deno.serve` closes its listener
 * when no file descriptor is free for a new connection. Open connections are kept, with their
 * WebSockets. Disposing the listener closes the connections too.
 */
export class Listener implements AsyncDisposable {
  /** Address and port in use, also during an outage. */
  readonly addr: Deno.NetAddr;
  readonly #options: ListenerOptions;
  /** Every server so far. Failed ones can have connections, which only `shutdown()` closes. */
  readonly #servers: Server[] = [];
  readonly #stopped = Promise.withResolvers<true>();
  readonly #serving: Promise<void>;
  #isStopped = false;
  /** Start of the outage, by `performance.now()`; undefined when there is none. */
  #outageMs: number | undefined;
  #retryMs = MIN_RETRY_MS;
  /** Timer that ends the outage when the listener has stayed open. */
  #recovery: ReturnType<typeof setTimeout> | undefined;

  /** Opens the listener. @throws {Error} that names `PORT` or `HOST` when it cannot listen */
  constructor(options: ListenerOptions) {
    this.#options = options;
    const server = this.#openFirst();
    this.addr = server.addr;
    this.#serving = this.#serve(server);
  }

  /** Stops listening. Resolves when all connections are closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#stopped.resolve(true);
    clearTimeout(this.#recovery);
    await this.#serving;
    await Promise.allSettled(this.#servers.map((server) => server.shutdown()));
  }

  #openFirst(): Server {
    const { hostname: host, port } = this.#options;
    try {
      return this.#open(port);
    } catch (cause) {
      throw listenFailure(cause, { host, port });
    }
  }

  #open(port: number): Server {
    const { hostname, handler } = this.#options;
    const server = Deno.serve({ hostname, port, onListen: () => {} }, handler);
    this.#servers.push(server);
    return server;
  }

  /** Opens the listener again whenever it fails, until disposal. */
  async #serve(first: Server): Promise<void> {
    for (let server: Server | undefined = first; server !== undefined;) {
      const finished = server.finished.then(() => undefined, (cause: unknown) => cause);
      const failure = await Promise.race([finished, this.#stopped.promise]);
      if (this.#isStopped) return;
      this.#beginOutage(failure);
      server = await this.#reopen();
    }
  }

  /** Opens the listener again on the same port. Returns undefined at disposal. */
  async #reopen(): Promise<Server | undefined> {
    for (;;) {
      await within(this.#retryMs, this.#stopped.promise);
      if (this.#isStopped) return undefined;
      this.#retryMs = Math.min(2 * this.#retryMs, MAX_RETRY_MS);
      try {
        this.#checkDescriptors();
        const server = this.#open(this.addr.port);
        this.#recovery = setTimeout(() => this.#endOutage(), MAX_RETRY_MS);
        return server;
      } catch (error) {
        this.#options.log.debug("listener not opened", { error });
      }
    }
  }

  /** Opens and closes sockets. @throws {Error} when there are not enough file descriptors */
  #checkDescriptors(): void {
    using spare = new DisposableStack();
    for (let count = 0; count < SPARE_DESCRIPTORS; count++) {
      spare.use(Deno.listen({ hostname: this.#options.hostname, port: 0 }));
    }
  }

  /** Begins an outage. One that has not ended yet goes on. */
  #beginOutage(error: unknown): void {
    clearTimeout(this.#recovery);
    if (this.#outageMs !== undefined) return;
    this.#outageMs = performance.now();
    this.#options.log.error("listener closed", {
      port: this.addr.port,
      error,
      action: "raise the limit of open files, or close connections; it is opened again",
    });
  }

  #endOutage(): void {
    const seconds = Math.round((performance.now() - (this.#outageMs ?? 0)) / 1000);
    this.#outageMs = undefined;
    this.#retryMs = MIN_RETRY_MS;
    this.#options.log.info("listener open again", { port: this.addr.port, seconds });
  }
}
