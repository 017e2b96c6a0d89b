import { Buffer } from "node:buffer";
import { createPrivateKey, type KeyObject } from "node:crypto";
import ssh2, { type ParsedKey } from "../ssh2/ssh2.ts";
import { AppError, isOutOfDescriptors } from "../errors.ts";
import { connectFault } from "../domain/connect_fault.ts";

/** Server with a private key. */
interface KeySource {
  readonly name: string;
  readonly keyFile?: string | undefined;
  readonly keyPassphrase?: string | undefined;
}

/**
 * Reads the private key of `server`, in a form with which ssh2 can sign under Deno.
 *
 * @returns undefined when the server has no key file
 * @throws {AppError} 21003 when the file cannot be read, holds no private key, or needs another
 * passphrase; 20000 when no file descriptor is left
 */
export async function readPrivateKey(server: KeySource): Promise<ParsedKey | undefined> {
  if (server.keyFile === undefined) return undefined;
  let text: string | undefined;
  try {
    text = await Deno.readTextFile(server.keyFile);
    return parsePrivateKey(text, server.keyPassphrase);
  } catch (cause) {
    if (isOutOfDescriptors(cause)) {
      const detail = `${server.name} ${connectFault(cause)}`;
      throw new AppError("SSH_CONNECTION_FAILED", detail, { cause });
    }
    const fault = text === undefined ? fileFault(cause) : keyFault(text, server);
    const detail = `The private key for ${server.name} ${fault(server.name.toUpperCase())}`;
    throw new AppError("SSH_KEY_ERROR", detail, { cause });
  }
}

/** Text of a fault and its remedy, for a server whose variables start with `prefix`. */
type Fault = (prefix: string) => string;

function fileFault(cause: unknown): Fault {
  const { NotFound, NotADirectory, PermissionDenied, IsADirectory } = Deno.errors;
  if (cause instanceof NotFound || cause instanceof NotADirectory) {
    return (prefix) => `is not there: check ${prefix}_KEY_FILE`;
  }
  if (cause instanceof PermissionDenied) {
    return () => "may not be read by this service: give its user the right to read the file";
  }
  if (cause instanceof IsADirectory) {
    return (prefix) => `is a folder: let ${prefix}_KEY_FILE name a file`;
  }
  return (prefix) => `cannot be read: check ${prefix}_KEY_FILE`;
}

function keyFault(text: string, { keyPassphrase }: KeySource): Fault {
  if (isPublicKey(text)) {
    return (prefix) => `is a public key: let ${prefix}_KEY_FILE name the private one`;
  }
  if (!isEncrypted(text)) {
    return () => "has an unknown format, or is damaged: convert it to OpenSSH's with ssh-keygen";
  }
  return keyPassphrase === undefined
    ? (prefix) => `is encrypted: set ${prefix}_KEY_PASSPHRASE`
    : (prefix) => `is not opened by its passphrase: check ${prefix}_KEY_PASSPHRASE`;
}

/** Checks whether `text` is a public key in OpenSSH's format, RFC 4716 or PEM. */
function isPublicKey(text: string): boolean {
  return /^(ssh|ecdsa|sk)-\S+ AAAA/.test(text) || /^-----? ?BEGIN [A-Z0-9 ]*PUBLIC KEY/.test(text);
}

/**
 * Checks whether a private key is encrypted. PEM says so in clear text. In OpenSSH's format, the
 * name of the cipher follows the magic bytes (PROTOCOL.key).
 */
function isEncrypted(text: string): boolean {
  const [, body] = /BEGIN OPENSSH PRIVATE KEY-----([^-]+)/.exec(text) ?? [];
  if (body === undefined) return /ENCRYPTED/.test(text);
  const blob = Buffer.from(body, "base64");
  return blob.toString("latin1", 19, 19 + 4) !== "none";
}

/**
 * Parses OpenSSH, PKCS#1, SEC1 and PKCS#8 keys, encrypted or not.
 *
 * @throws {Error} of the parser
 */
function parsePrivateKey(text: string, passphrase: string | undefined): ParsedKey {
  if (text.includes("BEGIN OPENSSH PRIVATE KEY")) return normalised(parsed(text, passphrase));
  const key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
  return parsed(toPem(key));
}

/**
 * Writes a key as PKCS#1 or SEC1 without encryption. ssh2 reads RSA and ECDSA keys in these formats
 * only, and reads no encrypted PEM under Deno.
 *
 * @throws {Error} when the key has another type
 */
function toPem(key: KeyObject): string {
  const type = key.asymmetricKeyType;
  if (type !== "rsa" && type !== "ec") {
    throw new Error(
      `Cannot use a PEM file with a key of type ${type}: convert it to OpenSSH's format`,
    );
  }
  return key.export({ type: type === "rsa" ? "pkcs1" : "sec1", format: "pem" }).toString();
}

function parsed(text: string, passphrase?: string): ParsedKey {
  const result = ssh2.utils.parseKey(text, passphrase);
  const [key] = Array.isArray(result) ? result : [result];
  if (key === undefined || key instanceof Error) throw key ?? new Error("No key in the file");
  return key;
}

/**
 * Rebuilds an ECDSA P-256 or P-384 key with a private scalar of fixed length (RFC 5915, 3). ssh2
 * writes a leading zero when the high bit is set, and Deno's SEC1 parser refuses that. In P-521
 * that bit is never set.
 */
function normalised(key: ParsedKey): ParsedKey {
  const curve = {
    "ecdsa-sha2-nistp256": { crv: "P-256", bytes: 32 },
    "ecdsa-sha2-nistp384": { crv: "P-384", bytes: 48 },
  }[key.type as string];
  if (curve === undefined) return key;
  const point = key.getPublicSSH().subarray(-2 * curve.bytes);
  const jwk = {
    kty: "EC",
    crv: curve.crv,
    d: scalarOf(key.getPrivatePEM(), curve.bytes).toString("base64url"),
    x: point.subarray(0, curve.bytes).toString("base64url"),
    y: point.subarray(curve.bytes).toString("base64url"),
  };
  return parsed(toPem(createPrivateKey({ format: "jwk", key: jwk })));
}

/**
 * Reads the private scalar of a SEC1 key, SEQUENCE { INTEGER 1, OCTET STRING, … }, in `bytes`
 * bytes.
 */
function scalarOf(pem: string, bytes: number): Buffer {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
  const tag = der.indexOf(Buffer.from([0x02, 0x01, 0x01, 0x04]));
  const start = tag + 5;
  const scalar = der.subarray(start, start + (der[tag + 4] ?? 0));
  return Buffer.concat([Buffer.alloc(bytes), scalar]).subarray(-bytes);
}
