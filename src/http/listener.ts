import type { Log } from "../log.ts";
import { within } from "../async/within.ts";
import { listenFailure } from "./listen_failure.ts";

/** First time between two attempts to open the listener again, in milliseconds; it doubles. */
const MIN_RETRY_MS = 200;
/** Time after which a listener is replaced, in milliseconds: the port is free by then. */
const REPLACE_MS = 10;
/** Reason why a server ends when another one takes its place. */
const REPLACED = Symbol("replaced");
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
  /** Certificate for TLS; without it, the listener speaks plain HTTP. */
  readonly tls?: ServerTls | undefined;
  /** Answers each request. */
  readonly handler: Deno.ServeHandler<Deno.NetAddr>;
  /** Log for the beginning and the end of each outage. */
  readonly log: Log;
}

/** Certificate with its chain, and its private key, in PEM. */
export interface ServerTls {
  /** Certificate and chain. */
  readonly cert: string;
  /** Private key. */
  readonly key: string;
}

type Server = Deno.HttpServer<Deno.NetAddr>;

/**
 * HTTP listener that opens again on the same port after a failure, and for another certificate.
 * `Deno.serve` closes its listener when no file descriptor is free for a new connection. Open
 * connections are kept, with their WebSockets. Disposing the listener closes the connections too.
 */
export class Listener implements AsyncDisposable {
  /** Address and port in use, also during an outage. */
  readonly addr: Deno.NetAddr;
  readonly #options: ListenerOptions;
  /** Every server so far. Failed ones can have connections, which only `shutdown()` closes. */
  readonly #servers: Server[] = [];
  readonly #stopped = Promise.withResolvers<true>();
  readonly #serving: Promise<void>;
  /** Server that listens; undefined during an outage, and while it is replaced. */
  #current: Server | undefined;
  #replaced = Promise.withResolvers<typeof REPLACED>();
  #tls: ServerTls | undefined;
  #isStopped = false;
  /** Start of the outage, by `performance.now()`; undefined when there is none. */
  #outageMs: number | undefined;
  #retryMs = MIN_RETRY_MS;
  /** Timer that ends the outage when the listener has stayed open. */
  #recovery: ReturnType<typeof setTimeout> | undefined;

  /** Opens the listener. @throws {Error} that names `PORT` or `HOST` when it cannot listen */
  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#tls = options.tls;
    const server = this.#openFirst();
    this.addr = server.addr;
    this.#serving = this.#serve(server);
  }

  /**
   * Serves new connections with `tls`. Deno closes the open WebSockets, in a way that looks as if
   * their clients were gone: mark the clients as away before.
   */
  replaceTls(tls: ServerTls): void {
    this.#tls = tls;
    const server = this.#current;
    // In an outage, the listener is opened with it anyway.
    if (server === undefined) return;
    this.#current = undefined;
    server.shutdown().catch(() => {}); // Disposal waits for it.
    this.#replaced.resolve(REPLACED);
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
    const options = { hostname, port, onListen: () => {}, automaticCompression: true };
    const server = Deno.serve({ ...options, ...this.#tls }, handler);
    this.#servers.push(server);
    this.#current = server;
    return server;
  }

  /** Opens the listener again whenever it fails or is replaced, until disposal. */
  async #serve(first: Server): Promise<void> {
    for (let server: Server | undefined = first; server !== undefined;) {
      const finished = server.finished.then(() => undefined, (cause: unknown) => cause);
      const replaced = this.#replaced.promise;
      const end = await Promise.race([finished, replaced, this.#stopped.promise]);
      if (this.#isStopped) return;
      if (end === REPLACED) {
        this.#replaced = Promise.withResolvers();
        server = await this.#reopen(REPLACE_MS);
      } else {
        this.#current = undefined;
        this.#beginOutage(end);
        server = await this.#reopen(this.#retryMs);
      }
    }
  }

  /**
   * Opens the listener again on the same port, first after `firstMs`. Returns undefined at
   * disposal.
   */
  async #reopen(firstMs: number): Promise<Server | undefined> {
    for (let pauseMs = firstMs;; pauseMs = Math.min(2 * pauseMs, MAX_RETRY_MS)) {
      await within(pauseMs, this.#stopped.promise);
      if (this.#isStopped) return undefined;
      try {
        this.#checkDescriptors();
        const server = this.#open(this.addr.port);
        this.#awaitRecovery(pauseMs);
        return server;
      } catch (error) {
        this.#options.log.debug("listener not opened", { error });
        if (pauseMs >= MIN_RETRY_MS) this.#beginOutage(error);
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

  /** Ends an outage when the listener stays open. The next failure before that waits longer. */
  #awaitRecovery(pauseMs: number): void {
    if (this.#outageMs === undefined) return;
    this.#retryMs = Math.min(2 * pauseMs, MAX_RETRY_MS);
    this.#recovery = setTimeout(() => this.#endOutage(), MAX_RETRY_MS);
  }

  #endOutage(): void {
    const seconds = Math.round((performance.now() - (this.#outageMs ?? 0)) / 1000);
    this.#outageMs = undefined;
    this.#retryMs = MIN_RETRY_MS;
    this.#options.log.info("listener open again", { port: this.addr.port, seconds });
  }
}
