import type { HostKey, KnownHosts } from "../domain/known_hosts.ts";
import { AppError } from "../errors.ts";
import { keyTypeOf } from "./algorithms.ts";

/** Host key that was trusted on first use. */
export interface FirstUse extends HostKey {
  /** Name of the server. */
  readonly server: string;
  /** Address of the server, as `[host]:port`. */
  readonly address: string;
}

/** Policy for host keys. */
export interface HostKeyPolicy {
  /**
   * Mode of the check: `tofu` trusts on first use, `strict` trusts pinned keys only, `off` trusts
   * every key. A pin counts in `tofu` and `strict`.
   */
  readonly mode: "tofu" | "strict" | "off";
  /** Store of the keys that were trusted on first use. */
  readonly knownHosts: KnownHosts;
  /** Called when a key is trusted on first use. */
  readonly onFirstUse?: (use: FirstUse) => void;
}

/** Server whose host key is checked. */
interface Host {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly hostKey?: string | undefined;
}

/**
 * Check of a server's host key, for all attempts to open one connection. An attempt requests a key
 * of the expected key's type. While that type is unknown, each attempt requests another type that
 * the server offers.
 */
export class HostKeyCheck {
  readonly #host: Host;
  readonly #policy: HostKeyPolicy;
  readonly #address: string;
  /** Types of the wrong keys that the server has presented. */
  readonly #wrongTypes: string[] = [];
  #keyType: string | undefined;
  #nextType: string | undefined;

  /** Creates a check of `host`. */
  constructor(host: Host, policy: HostKeyPolicy) {
    this.#host = host;
    this.#policy = policy;
    this.#address = `[${host.host}]:${host.port}`;
    const expected = this.#expected();
    this.#keyType = expected === undefined ? undefined : policy.knownHosts.typeOf(expected);
  }

  /** Type of the key to ask the server for; undefined when there is no preference. */
  get keyType(): string | undefined {
    return this.#keyType;
  }

  /**
   * Checks a presented key. In `tofu`, the first key of a server is right.
   *
   * @param options.offered signature algorithms that both sides know
   * @returns undefined when the key is right, 20006 with both fingerprints otherwise
   * @throws {AppError} 41000 when the store cannot be read
   */
  judge(key: HostKey, { offered }: { offered: readonly string[] }): AppError | undefined {
    const { mode, knownHosts } = this.#policy;
    const expected = this.#expected();
    const isFirstUse = expected === undefined && mode === "tofu";
    if (mode === "off" || expected === key.fingerprint || isFirstUse) return undefined;
    if (expected !== undefined && knownHosts.typeOf(expected) === undefined) {
      this.#wrongTypes.push(key.type);
      this.#nextType = offered.map(keyTypeOf).find((type) => !this.#wrongTypes.includes(type));
    }
    const wanted = expected === undefined
      ? "no key is pinned for it and HOST_KEYS is strict"
      : `${this.#host.hostKey === undefined ? "remembered" : "pinned"} is ${expected}`;
    return new AppError(
      "SSH_HOST_KEY_MISMATCH",
      `${this.#host.name} presented the ${key.type} host key ${key.fingerprint}; ${wanted}`,
    );
  }

  /** Chooses the next type to ask for. Returns false when no type is left. */
  tryNextType(): boolean {
    this.#keyType = this.#nextType;
    this.#nextType = undefined;
    return this.#keyType !== undefined;
  }

  /**
   * Remembers a right key, once the server has proved that it owns it.
   *
   * @throws {AppError} 41000 when the store cannot be read
   */
  accept(key: HostKey): void {
    const { mode, knownHosts, onFirstUse } = this.#policy;
    if (mode === "off") return;
    if (this.#expected() === undefined) {
      knownHosts.remember(this.#address, key.fingerprint);
      onFirstUse?.({ server: this.#host.name, address: this.#address, ...key });
    }
    knownHosts.rememberType(key);
  }

  /** Returns the pinned fingerprint, or the remembered one when there is no pin. */
  #expected(): string | undefined {
    if (this.#host.hostKey !== undefined) return this.#host.hostKey;
    const { mode, knownHosts } = this.#policy;
    return mode === "tofu" ? knownHosts.fingerprintOf(this.#address) : undefined;
  }
}
