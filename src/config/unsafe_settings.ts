import type { Config } from "./config.ts";
import { exposedFiles } from "./exposed_files.ts";

/** Setting that weakens the protection of the service. */
export interface UnsafeSetting {
  /** Variable, or `.env`. */
  readonly variable: string;
  /** Fault, worded to follow the variable. */
  readonly fault: string;
  /** Safer value, or the way to it. */
  readonly advice: string;
}

/** Facts beside the configuration. */
export interface SafetyFacts {
  /** Variables of the files with secrets that other users of this machine can read. */
  readonly exposedFiles: readonly string[];
  /** Tokens of `TOKENS_FILE`. */
  readonly tokens: readonly { readonly name: string; readonly expires_at?: string | undefined }[];
}

type SafetySettings = Pick<
  Config,
  "auth" | "isLoopback" | "hostKeys" | "tlsCertFile" | "trustedProxies"
>;

/** Returns the settings that weaken the protection of the service, each with its safer value. */
export function unsafeSettings(
  { auth, isLoopback, hostKeys, tlsCertFile, trustedProxies }: SafetySettings,
  { exposedFiles, tokens }: SafetyFacts,
): UnsafeSetting[] {
  const found: UnsafeSetting[] = [];
  const isProxied = trustedProxies.length > 0;
  if (auth === "none" && (!isLoopback || isProxied)) {
    const fault = "is none: everyone who reaches the service can run commands on every server";
    found.push({ variable: "AUTH", fault, advice: "AUTH=tokens" });
  }
  if (hostKeys === "off") {
    const fault = "is off: another machine can take the place of a server, and gets the password";
    found.push({ variable: "HOST_KEYS", fault, advice: "HOST_KEYS=strict or HOST_KEYS=tofu" });
  }
  if (!isLoopback && tlsCertFile === undefined && !isProxied) {
    const fault = "is unset beyond loopback: the network can read what clients send and receive";
    const advice = "TLS_CERT_FILE and TLS_KEY_FILE, or a proxy with TLS in TRUSTED_PROXIES";
    found.push({ variable: "TLS_CERT_FILE", fault, advice });
  }
  for (const variable of exposedFiles) {
    const fault = "is a file that other users of this machine can read";
    found.push({ variable, fault, advice: "chmod 600" });
  }
  for (const { name } of tokens.filter(({ expires_at }) => expires_at === undefined)) {
    const fault = `has the token ${JSON.stringify(name)}, which never expires`;
    found.push({ variable: "TOKENS_FILE", fault, advice: "deno task token add … --days 90" });
  }
  return found;
}

/** Reads the modes of the files with secrets. Returns the facts beside the configuration. */
export async function safetyFacts(
  config: Pick<Config, "servers" | "tlsKeyFile">,
  tokens: SafetyFacts["tokens"],
): Promise<SafetyFacts> {
  return { exposedFiles: await exposedFiles(config), tokens };
}
