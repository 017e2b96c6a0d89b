import { ConfigError } from "./config/config_error.ts";
import { readDotenvFile } from "./config/dotenv_file.ts";
import { readServers, type ServerConfig } from "./config/servers.ts";
import { type Environment, isLoopback, readSettings } from "./config/settings.ts";
import { readTransfers, type TransferConfig } from "./config/transfers.ts";

export { ConfigError } from "./config/config_error.ts";
export type { ServerConfig } from "./config/servers.ts";
export type { TransferConfig } from "./config/transfers.ts";

/** Everything that can be set from outside. Frozen. */
export interface Config {
  /** What the service runs as. */
  readonly env: "dev" | "prod" | "test";
  /** Address to listen on. */
  readonly host: string;
  /** true: only this machine reaches that address. */
  readonly isLoopback: boolean;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** true: nothing is configured under `dev`, so the built-in demo hosts serve. */
  readonly demo: boolean;
  /** Servers that commands can name. */
  readonly servers: readonly ServerConfig[];
  /** Configured host-to-host transfers. */
  readonly transfers: readonly TransferConfig[];
  /** SQLite file; its folder is made when it is missing. */
  readonly databasePath: string;
  /** Lowest level that is logged. */
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Lines for people or for programs. */
  readonly logFormat: "text" | "json";
  /** Also write the log to this file. */
  readonly logFile: string | undefined;
  /** Origins of pages that may connect, besides our own. */
  readonly allowedOrigins: readonly string[];
  /** `tofu`: trust a host key on first use; `strict`: pinned ones only; `off`: any. */
  readonly hostKeys: "tofu" | "strict" | "off";
  /** true: one command at a time, for all connections. */
  readonly commandLock: boolean;
  /** A session that runs nothing for so long is freed; 0 = never. */
  readonly sessionIdleSeconds: number;
  /** How long a lost connection can be resumed; 0 = never. */
  readonly resumeSeconds: number;
  /** Deadline of one health probe. */
  readonly healthTimeoutMs: number;
  /** How long the history of operations, sessions and locks is kept. */
  readonly historyDays: number;
  /** Largest WebSocket frame from a client, in bytes of UTF-8. */
  readonly maxFrameBytes: number;
}

/**
 * Makes a {@linkcode Config} of variables.
 *
 * @throws {ConfigError} naming every variable that is wrong or missing
 */
export function parseConfig(env: Environment): Config {
  const problems = new Set<string>();
  const report = (name: string, fault: string, example: string) => {
    problems.add(`${name} ${fault}; for example ${name}=${example}`);
  };
  const settings = readSettings(env, report);
  const servers = readServers(env, report);
  const transfers = readTransfers(env, { servers, report });
  if (settings === undefined || problems.size > 0) throw new ConfigError([...problems]);
  return deepFreeze({
    env: settings.ENV,
    host: settings.HOST,
    isLoopback: isLoopback(settings.HOST),
    port: settings.PORT,
    demo: settings.ENV === "dev" && servers.length === 0,
    servers,
    transfers,
    databasePath: settings.DATABASE_PATH,
    logLevel: settings.LOG_LEVEL,
    logFormat: settings.LOG_FORMAT,
    logFile: settings.LOG_FILE,
    allowedOrigins: settings.ALLOWED_ORIGINS,
    hostKeys: settings.HOST_KEYS,
    commandLock: settings.COMMAND_LOCK,
    sessionIdleSeconds: settings.SESSION_IDLE_SECONDS,
    resumeSeconds: settings.RESUME_SECONDS,
    healthTimeoutMs: settings.HEALTH_TIMEOUT_MS,
    historyDays: settings.HISTORY_DAYS,
    maxFrameBytes: settings.MAX_FRAME_BYTES,
  });
}

/** Reads the process environment, and below it `.env` of the working directory when it is there. */
export async function loadConfig(): Promise<Config> {
  return parseConfig({ ...await readDotenvFile(), ...Deno.env.toObject() });
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
