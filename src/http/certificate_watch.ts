import type { KeyPair, KeyPairFault } from "../config/tls_files.ts";
import { fileState } from "../domain/file_state.ts";
import type { Log } from "../log.ts";

/** Options for {@linkcode CertificateWatch}. */
export interface CertificateWatchOptions {
  /** Paths of the certificate and its key. */
  readonly files: readonly string[];
  /** Certificate that is served. */
  readonly served: KeyPair;
  /** Reads the certificate and its key from the files. */
  readonly read: () => Promise<KeyPair | KeyPairFault | undefined>;
  /** Called with a new certificate that can be served. */
  readonly onChange: (pair: KeyPair) => void;
  /** Log for new certificates, refused ones, and those that expire. */
  readonly log: Log;
  /** Returns the time, in milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Time between two looks at the files, in milliseconds. Default: 3,000. */
  readonly pollMs?: number | undefined;
}

const POLL_MS = 3_000;
const DAY_MS = 86_400_000;
/** Number of days before the expiry at which the warnings begin. */
const WARNING_DAYS = 14;

/**
 * Watch over the files of a certificate and its key. A pair counts when two looks in a row have
 * seen the same files and they did not change while they were read, since a program may still
 * write them. A wrong or expired pair is logged once, and the served one stays. A certificate that
 * expires soon is a warning each day. Disposing it ends the watch.
 */
export class CertificateWatch implements AsyncDisposable {
  readonly #options: CertificateWatchOptions;
  readonly #now: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #served: KeyPair;
  /** State of the files at the last look. */
  #seen: string | undefined;
  /** State of the files that were read last and can be served. */
  #accepted: string | undefined;
  /** State of the files that were refused last. They are read again, but not logged again. */
  #refused: string | undefined;
  #warnedMs = -Infinity;
  #look: Promise<void> | undefined;
  #isDisposed = false;

  /** Starts the watch, and warns when the served certificate expires soon. */
  constructor(options: CertificateWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#served = options.served;
    this.#warn();
    this.#timer = setInterval(() => this.#tick(), options.pollMs ?? POLL_MS);
  }

  /** Ends the watch. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    clearInterval(this.#timer);
    await this.#look;
  }

  #tick(): void {
    this.#warn();
    this.#look ??= this.#lookAtFiles().finally(() => this.#look = undefined);
  }

  async #lookAtFiles(): Promise<void> {
    const state = await this.#stateOfFiles();
    const isSettled = state === this.#seen;
    this.#seen = state;
    if (!isSettled || state === this.#accepted) return;
    const pair = await this.#options.read();
    const isSame = await this.#stateOfFiles() === state;
    if (pair === undefined || !isSame || this.#isDisposed) return;
    if ("fault" in pair) return this.#refuse(state, pair);
    if (pair.expiresMs <= this.#now()) {
      return this.#refuse(state, { variable: "TLS_CERT_FILE", fault: "has expired" });
    }
    this.#accepted = state;
    this.#accept(pair);
  }

  /** Returns a text that changes with any of the files. */
  async #stateOfFiles(): Promise<string> {
    return (await Promise.all(this.#options.files.map(stateOf))).join();
  }

  #refuse(state: string, { variable, fault }: KeyPairFault): void {
    if (state === this.#refused) return;
    this.#refused = state;
    const message = "new certificate refused, the old one stays";
    this.#options.log.warn(message, { variable, fault });
  }

  #accept(pair: KeyPair): void {
    const { cert, key, expiresMs } = pair;
    if (cert === this.#served.cert && key === this.#served.key) return;
    const { log, onChange } = this.#options;
    log.info("certificate replaced", { expires: new Date(expiresMs).toISOString() });
    this.#served = pair;
    this.#warnedMs = -Infinity;
    onChange(pair);
    this.#warn();
  }

  /** Warns, at most once a day, when the served certificate expires soon. */
  #warn(): void {
    const now = this.#now();
    const { expiresMs } = this.#served;
    if (expiresMs - now > WARNING_DAYS * DAY_MS || now - this.#warnedMs < DAY_MS) return;
    this.#warnedMs = now;
    this.#options.log.warn(
      expiresMs <= now ? "certificate has expired" : "certificate expires soon",
      { variable: "TLS_CERT_FILE", expires: new Date(expiresMs).toISOString() },
    );
  }
}

/** Returns a text that changes with the file at `path`. */
async function stateOf(path: string): Promise<string> {
  try {
    return fileState(await Deno.stat(path));
  } catch {
    return "missing";
  }
}
