import { createHash } from "node:crypto";
import { ed25519Key } from "./ed25519_key.ts";

/** Type of a key of `ssh-keygen`. `rsaPem` is RSA in the PEM format before OpenSSH 7.8. */
export type KeyType = "ed25519" | "rsa" | "rsaPem" | "ecdsa256" | "ecdsa384" | "ecdsa521";

const KEYGEN_ARGUMENTS: Readonly<Record<KeyType, readonly string[]>> = {
  ed25519: ["-t", "ed25519"],
  rsa: ["-t", "rsa", "-b", "2048"],
  rsaPem: ["-t", "rsa", "-b", "2048", "-m", "PEM"],
  ecdsa256: ["-t", "ecdsa", "-b", "256"],
  ecdsa384: ["-t", "ecdsa", "-b", "384"],
  ecdsa521: ["-t", "ecdsa", "-b", "521"],
};

/**
 * Paths of private keys that log in. The first read of a path creates the key (RSA: 0.3 s, others:
 * at most 40 ms).
 */
export interface ClientKeys {
  /** Ed25519. */
  readonly ed25519: string;
  /** RSA, 2,048 bits. */
  readonly rsa: string;
  /** ECDSA on the curve nistp256. */
  readonly ecdsa256: string;
  /** ECDSA on the curve nistp384. */
  readonly ecdsa384: string;
  /** ECDSA on the curve nistp521. */
  readonly ecdsa521: string;
  /** Ed25519, encrypted. */
  readonly encrypted: string;
  /** RSA in PEM, encrypted (`Proc-Type: 4,ENCRYPTED`). */
  readonly encryptedRsaPem: string;
}

/**
 * Creates a private key at `path` and its public key at `path` + `.pub`. Blocks, for use in
 * getters.
 */
export function makeKey(
  path: string,
  { type, passphrase = "" }: { readonly type: KeyType; readonly passphrase?: string },
): void {
  if (type === "ed25519" && passphrase === "") {
    const { privateKey, publicKey } = ed25519Key();
    Deno.writeTextFileSync(path, privateKey, { mode: 0o600, createNew: true });
    Deno.writeTextFileSync(`${path}.pub`, publicKey, { createNew: true });
    return;
  }
  const { success, stderr } = new Deno.Command("ssh-keygen", {
    args: ["-q", ...KEYGEN_ARGUMENTS[type], "-N", passphrase, "-C", "", "-f", path],
    stdin: "null",
  }).outputSync();
  if (!success) throw new Error(`ssh-keygen: ${new TextDecoder().decode(stderr)}`);
}

/** Returns the `SHA256:…` fingerprint of a public key file. */
export async function fingerprint(publicKeyFile: string): Promise<string> {
  const [, blob = ""] = (await Deno.readTextFile(publicKeyFile)).split(" ");
  return `SHA256:${
    createHash("sha256").update(blob, "base64").digest("base64").replace(/=+$/, "")
  }`;
}

/** Returns client keys in `folder`. `authorize` is called with each new public key. */
export function lazyClientKeys(
  { folder, passphrase, authorize }: {
    readonly folder: string;
    readonly passphrase: string;
    authorize(publicKey: string): void;
  },
): ClientKeys {
  const made = new Set<string>();
  const path = (type: KeyType, secret?: string) => {
    const file = `${folder}/client_${type}${secret === undefined ? "" : "_encrypted"}`;
    if (made.has(file)) return file;
    makeKey(file, { type, passphrase: secret });
    authorize(Deno.readTextFileSync(`${file}.pub`));
    made.add(file);
    return file;
  };
  return {
    get ed25519() {
      return path("ed25519");
    },
    get rsa() {
      return path("rsa");
    },
    get ecdsa256() {
      return path("ecdsa256");
    },
    get ecdsa384() {
      return path("ecdsa384");
    },
    get ecdsa521() {
      return path("ecdsa521");
    },
    get encrypted() {
      return path("ed25519", passphrase);
    },
    get encryptedRsaPem() {
      return path("rsaPem", passphrase);
    },
  };
}
