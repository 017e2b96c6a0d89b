import type { Server } from "../domain/server.ts";
import { PRINTABLE } from "../protocol/session_messages.ts";
import { isAddress } from "./address.ts";
import { SERVER_VARIABLES, SHARED_VARIABLES } from "./server_variables.ts";
import { type Environment, type Report, splitList, type Variable } from "./setting.ts";

/** Prefixes of `<NAME>_IP` variables that tell where a container runs, not where a server is. */
const NEVER_SERVERS = ["POD", "HOST", "NODE"];

type Suffix = keyof typeof SERVER_VARIABLES;

/** Reads every server: `<NAME>_IP` and the variables that refine it. */
export function readServers(env: Environment, report: Report): Server[] {
  const prefixes = serverPrefixes(env, report);
  const servers = prefixes.map((prefix) => readServer(env, { prefix, report }));
  reportMissingLogins(servers, { env, report });
  return servers;
}

/** Returns the prefix of each `<NAME>_IP` that is set. */
export function addressPrefixes(env: Environment): string[] {
  return Object.keys(env).filter((name) => name.endsWith("_IP") && env[name])
    .map((name) => name.slice(0, -"_IP".length))
    .filter(isServerPrefix);
}

/** Checks whether `<prefix>_IP` can make a server. */
export function isServerPrefix(prefix: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(prefix) && !NEVER_SERVERS.includes(prefix);
}

/** Returns the facts of a server for the log, without password, key and passphrase. */
export function serverFacts(server: Server): Record<string, string | number> {
  const { name, host, port, username, encoding } = server;
  const methods = [
    ...(server.keyFile === undefined ? [] : ["publickey"]),
    ...(server.password === undefined ? [] : ["password"]),
  ];
  return {
    name,
    host,
    port,
    user: username,
    login: methods.join("+"),
    encoding,
    host_key: server.hostKey === undefined ? "not pinned" : "pinned",
  };
}

/** Returns the prefixes of the servers to use, in the order of `SERVERS` if that is set. */
function serverPrefixes(env: Environment, report: Report): string[] {
  const found = addressPrefixes(env);
  if (!env.SERVERS) return found.sort();
  const wanted = splitList(env.SERVERS).map((name) => name.toUpperCase());
  for (const prefix of wanted.filter((name) => !found.includes(name))) {
    const known = /^[A-Z0-9_]{1,64}$/.test(prefix);
    report(
      "SERVERS",
      known
        ? `names a server that has no ${prefix}_IP`
        : "holds something that is not a server name",
      SHARED_VARIABLES.SERVERS.example,
    );
  }
  return wanted.filter((prefix) => found.includes(prefix));
}

function readServer(
  env: Environment,
  { prefix, report }: { prefix: string; report: Report },
): Server {
  const value = (suffix: Suffix) => env[`${prefix}_${suffix}`] || undefined;
  const check = (suffix: Suffix, fault: string | undefined) => {
    const variable: Variable = SERVER_VARIABLES[suffix];
    const { example = variable.default ?? "" } = variable;
    if (fault !== undefined) report(`${prefix}_${suffix}`, fault, example);
  };
  const host = value("IP") ?? "";
  const port = value("PORT") ?? SERVER_VARIABLES.PORT.default;
  const hostKey = value("HOST_KEY");
  const label = value("LABEL");
  const encoding = value("ENCODING") ?? SERVER_VARIABLES.ENCODING.default;
  const algorithms = (value("ALGORITHMS") ?? SERVER_VARIABLES.ALGORITHMS.default).toLowerCase();
  const detach = (value("DETACH") ?? SERVER_VARIABLES.DETACH.default).toLowerCase();
  check("IP", addressFault(host, prefix));
  check("PORT", isPort(port) ? undefined : "is not a port (1 to 65535)");
  check("HOST_KEY", hostKeyFault(hostKey));
  check("LABEL", labelFault(label));
  check("ENCODING", isEncoding(encoding) ? undefined : "is not a known encoding");
  check("DETACH", isOnOff(detach) ? undefined : "is none of on, off");
  check("ALGORITHMS", isAlgorithms(algorithms) ? undefined : "is none of modern, legacy");
  return {
    name: prefix.toLowerCase(),
    label,
    host,
    port: Number(port),
    username: value("USER") ?? env.HIWARE_ID ?? "",
    password: value("PASSWORD") ?? (env.HIWARE_PW || undefined),
    keyFile: value("KEY_FILE"),
    keyPassphrase: value("KEY_PASSPHRASE"),
    hostKey,
    algorithms: isAlgorithms(algorithms) ? algorithms : "modern",
    detach: isOnOff(detach) ? detach : "on",
    encoding,
  };
}

/** Reports `HIWARE_ID` and `HIWARE_PW` once each, with the servers that need them. */
function reportMissingLogins(
  servers: readonly Server[],
  { env, report }: { env: Environment; report: Report },
): void {
  const without = (lacks: (server: Server) => boolean) =>
    servers.filter(lacks).map(({ name }) => name).join(", ");
  const noUser = without((server) => server.username === "");
  const noLogin = without((server) =>
    server.password === undefined && server.keyFile === undefined
  );
  if (noUser) report("HIWARE_ID", `is missing: the user name for ${noUser}`, "operator");
  if (noLogin) {
    report(
      "HIWARE_PW",
      `is missing: the password for ${noLogin}, which have no <NAME>_KEY_FILE either`,
      "…",
    );
  }
  if (servers.length > 0 || env.ENV?.toLowerCase().startsWith("prod") !== true) return;
  if (!env.HIWARE_ID) report("HIWARE_ID", "is missing: the user name for the servers", "operator");
  if (!env.HIWARE_PW) report("HIWARE_PW", "is missing: the password for the servers", "…");
  report("MDWAP1P_IP", "is missing: at least one <NAME>_IP makes a server", "10.10.10.1");
  report("MYPAP1D_IP", "is missing: at least one <NAME>_IP makes a server", "10.10.10.2");
}

function addressFault(host: string, prefix: string): string | undefined {
  if (/x{3}|^<|your|example\.|^\.+$/i.test(host)) return "is still a placeholder";
  if (isAddress(host)) return undefined;
  return `is not an address or a host name alone (a port goes into ${prefix}_PORT, ` +
    `a user into ${prefix}_USER)`;
}

function hostKeyFault(hostKey: string | undefined): string | undefined {
  if (hostKey === undefined || /^SHA256:[A-Za-z0-9+/]{43}$/.test(hostKey)) return undefined;
  return "is not a fingerprint as ssh-keygen -lf prints it";
}

function labelFault(label = "x"): string | undefined {
  if (!PRINTABLE.test(label)) return "contains a control character or a direction mark";
  if (label.trim() === "") return "has no visible character";
  return [...label].length <= 24 ? undefined : "is longer than 24 characters";
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

function isAlgorithms(text: string): text is "modern" | "legacy" {
  return text === "modern" || text === "legacy";
}

function isOnOff(text: string): text is "on" | "off" {
  return text === "on" || text === "off";
}

function isEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
