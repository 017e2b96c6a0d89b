import type { Config } from "../../config/config.ts";
import type { Server } from "../../domain/server.ts";

/** Facts beside the configuration. */
export interface PermissionFacts {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  /** Absolute path of `main.ts`. */
  readonly main: string;
  /** Names of the variables to read; undefined when the whole environment is read. */
  readonly names: readonly string[] | undefined;
}

type PermissionSettings = Pick<
  Config,
  | "demo"
  | "host"
  | "port"
  | "servers"
  | "databasePath"
  | "logFile"
  | "tlsCertFile"
  | "tlsKeyFile"
  | "tokensFile"
  | "jobsDir"
>;

/**
 * Returns the command that starts the service with the fewest permissions that the configuration
 * needs. The demo hosts run programs, which no permission of Deno confines, and get all of them.
 */
export function startCommand(config: PermissionSettings, facts: PermissionFacts): string {
  const { names, main } = facts;
  const env = names === undefined ? "--allow-env" : `--allow-env=${names.join(",")}`;
  const rights = config.demo
    ? ["--allow-net", "--allow-read", "--allow-write", "--allow-run"]
    : [net(config), ...files(config, facts)];
  const options = ["--no-prompt", "--v8-flags=--max-semi-space-size=1", env, ...rights];
  return ["deno", "run", ...options, main].map(shellWord).join(" ");
}

/** Returns the permission to listen and to connect to the servers. */
function net({ host, port, servers }: PermissionSettings): string {
  // Port 0 counts the free file descriptors before the listener is opened again.
  const own = [addressOf({ host, port }), addressOf({ host, port: 0 })];
  const addresses = [...own, ...servers.map(addressOf)];
  return `--allow-net=${[...new Set(addresses)].join(",")}`;
}

/** Returns the permissions to read and write files. */
function files(config: PermissionSettings, { cwd }: PermissionFacts): string[] {
  const { servers, databasePath, logFile, tlsCertFile, tlsKeyFile } = config;
  const isFile = (path: string | undefined) => path !== undefined && path !== ":memory:";
  const keys = servers.map(({ keyFile }) => keyFile);
  // SQLite keeps further files beside the database.
  const database = isFile(databasePath) ? [folderOf(absolute(databasePath, cwd))] : [];
  const written = [...database, ...[logFile].filter(isFile)];
  const secrets = [...keys, tlsCertFile, tlsKeyFile, config.tokensFile].filter(isFile);
  const read = [".env", ...secrets, config.jobsDir, ...database];
  const list = (paths: readonly (string | undefined)[]) =>
    [...new Set(paths.map((path = "") => absolute(path, cwd).replaceAll(",", ",,")))].join(",");
  const permissions = [`--allow-read=${list(read)}`, `--allow-write=${list(written)}`];
  return written.length > 0 ? permissions : permissions.slice(0, 1);
}

/** Returns `host:port`, with an IPv6 address in brackets. */
export function addressOf({ host, port }: Pick<Server, "host" | "port">): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function absolute(path: string, cwd: string): string {
  return path.startsWith("/") ? path : `${cwd}/${path.replace(/^(\.\/)+/, "")}`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** Quotes a word for a POSIX shell if it needs that. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
