import { AppError } from "../errors.ts";

/** Remembers host keys by `[host]:port`, as OpenSSH's `known_hosts` does. */
export interface KnownHosts {
  /** The remembered fingerprint of `address`. */
  fingerprintOf(address: string): string | undefined;
  /** Keeps the fingerprint of `address`. */
  remember(address: string, fingerprint: string): void;
}

/** How host keys are judged. */
export interface HostKeyPolicy {
  /** `tofu`: trust on first use; `strict`: pinned keys only; `off`: anything. A pin is always obeyed but under `off`. */
  readonly mode: "tofu" | "strict" | "off";
  /** Keys that were trusted on first use. */
  readonly knownHosts: KnownHosts;
}

/** A server as its host key is judged. */
interface Host {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly hostKey?: string | undefined;
}

/**
 * Judges the key that `host` presented. Under `tofu` a key seen for the first time is right; remember it once the key
 * exchange has proved that the server owns it.
 *
 * @returns undefined when the key is right, 20006 with both fingerprints otherwise
 */
export function judgeHostKey(
  presented: string,
  { host, policy }: { host: Host; policy: HostKeyPolicy },
): AppError | undefined {
  if (policy.mode === "off") return undefined;
  const expected = host.hostKey ??
    (policy.mode === "tofu" ? policy.knownHosts.fingerprintOf(addressOf(host)) : undefined);
  if (expected === presented || (expected === undefined && policy.mode === "tofu")) {
    return undefined;
  }
  const wanted = expected === undefined
    ? "no key is pinned for it and HOST_KEYS is strict"
    : `${host.hostKey === undefined ? "remembered" : "pinned"} is ${expected}`;
  return new AppError(
    "SSH_HOST_KEY_MISMATCH",
    `${host.name} presented the host key ${presented}; ${wanted}`,
  );
}

/** Keeps the key of a first contact. */
export function rememberHostKey(
  presented: string,
  { host, policy }: { host: Host; policy: HostKeyPolicy },
): void {
  if (policy.mode !== "tofu" || host.hostKey !== undefined) return;
  const address = addressOf(host);
  if (policy.knownHosts.fingerprintOf(address) === undefined) {
    policy.knownHosts.remember(address, presented);
  }
}

function addressOf({ host, port }: Host): string {
  return `[${host}]:${port}`;
}
