import type { HostKey, KnownHosts } from "../domain/known_hosts.ts";
import { AppError } from "../errors.ts";
import { keyTypeOf } from "./algorithms.ts";

/** Key that was trusted because its server had none yet. */
export interface FirstUse extends HostKey {
  /** Name of the server. */
  readonly server: string;
  /** `[host]:port`. */
  readonly address: string;
}

/** How host keys are judged. */
export interface HostKeyPolicy {
  /** `tofu`: trust on first use; `strict`: pinned keys only; `off`: anything. A pin is always obeyed but under `off`. */
  readonly mode: "tofu" | "strict" | "off";
  /** Keys that were trusted on first use. */
  readonly knownHosts: KnownHosts;
  /** Called when a key is trusted on first use. */
  readonly onFirstUse?: (use: FirstUse) => void;
}

/** A server as its host key is judged. */
interface Host {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly hostKey?: string | undefined;
}

/**
 * Check of a server's host key, for all attempts of one connecting. The type of the expected key decides which key the
 * server is asked for. While that type is unknown, each type that the server offers is asked for, one an attempt.
 */
export class HostKeyCheck {
  readonly #host: Host;
  readonly #policy: HostKeyPolicy;
  readonly #address: string;
  /** Types of wrong keys. */
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

  /** Type of the key to ask the server for first; undefined for the best one. */
  get keyType(): string | undefined {
    return this.#keyType;
  }

  /**
   * Checks a presented key. Under `tofu` a key seen for the first time is right.
   *
   * @param options.offered signature algorithms that both sides know
   * @returns undefined when the key is right, 20006 with both fingerprints otherwise
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

  /** Chooses the next type to ask for. Returns whether there is one. */
  tryNextType(): boolean {
    this.#keyType = this.#nextType;
    this.#nextType = undefined;
    return this.#keyType !== undefined;
  }

  /** Remembers a key that {@linkcode HostKeyCheck.judge} found right, once the server has proved that it owns it. */
  accept(key: HostKey): void {
    const { mode, knownHosts, onFirstUse } = this.#policy;
    if (mode === "off") return;
    if (this.#expected() === undefined) {
      knownHosts.remember(this.#address, key.fingerprint);
      onFirstUse?.({ server: this.#host.name, address: this.#address, ...key });
    }
    knownHosts.rememberType(key);
  }

  /** Returns the pinned fingerprint, or else the remembered one. */
  #expected(): string | undefined {
    if (this.#host.hostKey !== undefined) return this.#host.hostKey;
    const { mode, knownHosts } = this.#policy;
    return mode === "tofu" ? knownHosts.fingerprintOf(this.#address) : undefined;
  }
}
