import type { Transfer } from "../domain/transfer.ts";
import type { Server } from "../domain/server.ts";
import { ConfigError } from "./config_error.ts";
import { readDotenvFile } from "./dotenv_file.ts";
import { type IgnoredVariable, ignoredVariables } from "./ignored_variables.ts";
import { checkKeyFiles } from "./key_files.ts";
import { readServers } from "./servers.ts";
import {
  type Environment,
  isLoopback,
  readSettings,
  type Report,
  type Settings,
} from "./settings.ts";
import { readTransfers } from "./transfers.ts";

export { ConfigError } from "./config_error.ts";
export { logConfiguration } from "./log_facts.ts";
export type { IgnoredVariable } from "./ignored_variables.ts";

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
  readonly servers: readonly Server[];
  /** Configured host-to-host transfers. */
  readonly transfers: readonly Transfer[];
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
  /** Variables that seem to be meant for this service and are not read. */
  readonly ignored: readonly IgnoredVariable[];
}

/**
 * Makes a {@linkcode Config} of variables. Touches no file.
 *
 * @param dotenvNames Names that come from `.env`: those that are not read are looked at closely.
 * @throws {ConfigError} naming every variable that is wrong or missing
 */
export function parseConfig(env: Environment, dotenvNames: readonly string[] = []): Config {
  const ignored = ignoredVariables(env, dotenvNames);
  return complete({ ...readVariables(env), ignored });
}

/**
 * Reads the process environment, and below it `.env` of the working directory when it is there.
 *
 * @throws {ConfigError} naming every line of `.env`, or else every variable, that is wrong or missing
 */
export async function loadConfig(): Promise<Config> {
  const file = await readDotenvFile();
  const process = Deno.env.toObject();
  const env = { ...file, ...process };
  const reading = readVariables(env);
  await checkKeyFiles(reading.servers, reading.report);
  const ignored = ignoredVariables(env, Object.keys(file));
  return complete({ ...reading, ignored });
}

/** Values of the variables, and what is wrong with them. */
interface Reading {
  readonly settings: Settings | undefined;
  readonly servers: readonly Server[];
  readonly transfers: readonly Transfer[];
  readonly problems: ReadonlySet<string>;
  readonly report: Report;
}

function readVariables(env: Environment): Reading {
  const problems = new Set<string>();
  const report: Report = (name, fault, example) => {
    problems.add(`${name} ${fault}; for example ${name}=${example}`);
  };
  const settings = readSettings(env, report);
  const servers = readServers(env, report);
  const transfers = readTransfers(env, { servers, report });
  return { settings, servers, transfers, problems, report };
}

/** Returns the frozen configuration. @throws {ConfigError} when there are problems */
function complete(
  { settings, servers, transfers, problems, ignored }: Reading & Pick<Config, "ignored">,
): Config {
  if (settings === undefined || problems.size > 0) {
    const hints = ignored.map(({ name, reason }) => `${name} is not read: ${reason}`);
    throw new ConfigError([...problems, ...hints]);
  }
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
    ignored,
  });
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
