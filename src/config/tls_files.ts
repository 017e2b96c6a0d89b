import { ConfigError } from "./config_error.ts";
import { ACCESS_SETTINGS } from "./access_settings.ts";
import { fileFault } from "./key_files.ts";
import type { Report } from "./setting.ts";

/** Settings of the files for TLS: both or none. */
export interface TlsFiles {
  /** Path of the certificate and its chain. */
  readonly tlsCertFile?: string | undefined;
  /** Path of the private key. */
  readonly tlsKeyFile?: string | undefined;
}

/** Certificate with its private key, which fit each other. */
export interface KeyPair {
  /** Certificate and its chain, in PEM. */
  readonly cert: string;
  /** Private key, in PEM. */
  readonly key: string;
  /** End of the certificate's validity, in milliseconds since 1970. */
  readonly expiresMs: number;
}

/** Reason why two files are no {@linkcode KeyPair}. */
export interface KeyPairFault {
  /** Variable of the wrong file. */
  readonly variable: "TLS_CERT_FILE" | "TLS_KEY_FILE";
  /** Fault, worded to follow the variable. */
  readonly fault: string;
}

/** Reports files for TLS that cannot be used. */
export async function checkTlsFiles(files: TlsFiles, report: Report): Promise<void> {
  const pair = await readKeyPair(files);
  if (pair === undefined || !("fault" in pair)) return;
  const { tlsCertFile, tlsKeyFile } = ACCESS_SETTINGS;
  const { example } = pair.variable === tlsCertFile.variable ? tlsCertFile : tlsKeyFile;
  report(pair.variable, pair.fault, example);
}

/**
 * Returns the certificate and the key, or `undefined` without TLS.
 *
 * @throws {ConfigError} that names the variable of a file that cannot be used
 */
export async function requireKeyPair(files: TlsFiles): Promise<KeyPair | undefined> {
  const pair = await readKeyPair(files);
  if (pair === undefined || !("fault" in pair)) return pair;
  throw new ConfigError([`${pair.variable} ${pair.fault}`]);
}

/** Reads the certificate and the key. Returns `undefined` without TLS. */
export async function readKeyPair(
  { tlsCertFile, tlsKeyFile }: TlsFiles,
): Promise<KeyPair | KeyPairFault | undefined> {
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  const cert = await readText(tlsCertFile);
  if ("fault" in cert) return { variable: "TLS_CERT_FILE", ...cert };
  const key = await readText(tlsKeyFile);
  if ("fault" in key) return { variable: "TLS_KEY_FILE", ...key };
  return await pairOf(cert.text, key.text);
}

async function pairOf(cert: string, key: string): Promise<KeyPair | KeyPairFault> {
  const expiresMs = await expiryOf(cert);
  if (expiresMs === undefined) {
    return { variable: "TLS_CERT_FILE", fault: "holds no certificate in PEM" };
  }
  const fault = keyFault({ cert, key });
  return fault === undefined ? { cert, key, expiresMs } : { variable: "TLS_KEY_FILE", fault };
}

/** Reads a file. Returns the fault of a file that cannot be read. */
async function readText(path: string): Promise<{ text: string } | { fault: string }> {
  const fault = await fileFault(path);
  if (fault !== undefined) return { fault };
  // The file may have gone since, and a service without free file descriptors opens none.
  const text = await Deno.readTextFile(path).catch(() => undefined);
  return text === undefined ? { fault: "names a file that cannot be read" } : { text };
}

/** Returns the end of a certificate's validity; `undefined` when the text is none. */
async function expiryOf(cert: string): Promise<number | undefined> {
  // Loaded here: a start without TLS does not wait for it.
  const { X509Certificate } = await import("node:crypto");
  try {
    return new X509Certificate(cert).validToDate.getTime();
  } catch {
    return undefined;
  }
}

/** Returns the fault that TLS finds in the key, or `undefined` when it fits the certificate. */
function keyFault(pair: { cert: string; key: string }): string | undefined {
  try {
    // The TLS of clients is that of listeners, and needs no port.
    Deno.createHttpClient(pair).close();
    return undefined;
  } catch (cause) {
    return /KeyMismatch/.test(String(cause))
      ? "does not belong to the certificate"
      : "holds no private key in PEM that TLS can use, without a passphrase";
  }
}
