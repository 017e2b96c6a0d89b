import { AppError } from "../errors.ts";
import { addressKey, isLoopbackKey } from "./address_key.ts";

/** Settings of {@linkcode ConnectionLimits}. */
export interface ConnectionRules {
  /** Maximum number of connections. */
  readonly maxConnections: number;
  /**
   * Maximum number of connections from one address, and from one IPv6 /64. Default: 200, and no
   * limit for loopback, where all clients of a proxy on this machine come from.
   */
  readonly maxConnectionsPerAddress?: number | undefined;
}

/** Default maximum number of connections from one address. */
const PER_ADDRESS = 200;
/** Time after which a refused client may try again, in seconds. */
const RETRY_SECONDS = 10;

/**
 * Limits of connections, in all and for each address. The place of a client that is away is kept
 * for connections from its address, so that newcomers cannot prevent its resume. At most as many
 * clients can be away as can be connected.
 */
export class ConnectionLimits {
  readonly #rules: ConnectionRules;
  readonly #connected = new Tally();
  readonly #away = new Tally();

  /** Creates limits without a connection. */
  constructor(rules: ConnectionRules) {
    this.#rules = rules;
  }

  /**
   * Checks that there is room for one more connection from `address`.
   *
   * @throws {AppError} 14001 when there is none
   */
  check(address: string): void {
    const { maxConnections } = this.#rules;
    const key = addressKey(address);
    if (this.#connected.total + this.#away.total - this.#away.of(key) >= maxConnections) {
      throw refusal(`The service has no place for a connection beyond ${maxConnections}`);
    }
    const most = this.#mostOf(key);
    if (this.#connected.of(key) >= most) {
      throw refusal(`One address can have ${most} connections at a time: close some of them`);
    }
  }

  /** Counts a connection from `address` until the result is disposed. */
  connect(address: string): Disposable {
    return this.#connected.add(addressKey(address));
  }

  /**
   * Keeps the place of a client from `address` that is away, until the result is disposed.
   *
   * @returns undefined when too many clients are away already, in all or from its address
   */
  keepPlace(address: string): Disposable | undefined {
    const key = addressKey(address);
    const { maxConnections } = this.#rules;
    if (this.#away.total >= maxConnections || this.#away.of(key) >= this.#mostOf(key)) {
      return undefined;
    }
    return this.#away.add(key);
  }

  #mostOf(key: string): number {
    const preset = isLoopbackKey(key) ? Infinity : PER_ADDRESS;
    return this.#rules.maxConnectionsPerAddress ?? preset;
  }
}

/** Count of things, in all and by key. */
class Tally {
  readonly #counts = new Map<string, number>();
  #total = 0;

  /** Number of all. */
  get total(): number {
    return this.#total;
  }

  /** Returns the number of those with `key`. */
  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  /** Counts one more with `key`, until the result is disposed. */
  add(key: string): Disposable {
    this.#change(key, 1);
    let isCounted = true;
    return {
      [Symbol.dispose]: () => {
        if (isCounted) this.#change(key, -1);
        isCounted = false;
      },
    };
  }

  #change(key: string, change: 1 | -1): void {
    this.#total += change;
    const count = this.of(key) + change;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}

function refusal(detail: string): AppError {
  return new AppError("QUOTA_EXCEEDED", detail, { retryAfterSeconds: RETRY_SECONDS });
}
