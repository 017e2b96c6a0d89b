import type { Transfer } from "../domain/transfer.ts";
import type { Server } from "../domain/server.ts";
import { type Authentication, authenticationOf } from "./authentication.ts";
import { ConfigError } from "./config_error.ts";
import { readDotenvFile } from "./dotenv_file.ts";
import { type IgnoredVariable, ignoredVariables } from "./ignored_variables.ts";
import { checkKeyFiles } from "./key_files.ts";
import { expectedNames, processVariables } from "./process_variables.ts";
import { readServers } from "./servers.ts";
import { type Environment, isLoopback, type Report } from "./setting.ts";
import { readSettings, type Settings } from "./settings.ts";
import { checkTlsFiles } from "./tls_files.ts";
import { readTransfers } from "./transfers.ts";

export { ConfigError } from "./config_error.ts";
export type { IgnoredVariable } from "./ignored_variables.ts";

/** Configuration of the service. Frozen. */
export interface Config extends Omit<Settings, "auth"> {
  /** Authentication of clients. */
  readonly auth: Authentication;
  /** Whether {@linkcode Settings.host} is reached from this machine only. */
  readonly isLoopback: boolean;
  /** Whether the built-in demo hosts serve: under `dev`, while no server is configured. */
  readonly demo: boolean;
  /** Servers that clients can name. */
  readonly servers: readonly Server[];
  /** Configured transfers between servers. */
  readonly transfers: readonly Transfer[];
  /** Variables that are not read, although they seem to be meant for this service. */
  readonly ignored: readonly IgnoredVariable[];
}

/**
 * Creates the configuration from variables, without access to files.
 *
 * @param dotenvNames Names of the variables that come from `.env`. Slips in them are searched
 * loosely.
 * @throws {ConfigError} naming every variable that is wrong or missing
 */
export function parseConfig(env: Environment, dotenvNames: readonly string[] = []): Config {
  const ignored = ignoredVariables(env, dotenvNames);
  return complete({ ...readVariables(env), ignored, hasTokens: false });
}

/**
 * Reads the process environment and, with lower priority, `.env` of the working directory.
 *
 * @throws {ConfigError} naming every wrong line of `.env`, or every variable that is wrong or
 * missing
 */
export async function loadConfig(): Promise<Config> {
  const file = await readDotenvFile();
  const process = await processVariables(expectedNames(Object.keys(file)));
  const env = { ...file, ...process };
  const reading = readVariables(env);
  await checkKeyFiles(reading.servers, reading.report);
  await checkTlsFiles(reading.settings ?? {}, reading.report);
  const ignored = ignoredVariables(env, Object.keys(file));
  const hasTokens = await exists(reading.settings?.tokensFile);
  return complete({ ...reading, ignored, hasTokens });
}

/** Values of the variables, and their faults. */
interface Reading {
  readonly settings: Settings | undefined;
  readonly servers: readonly Server[];
  readonly transfers: readonly Transfer[];
  /** Lines of the faults that `report` has recorded. */
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

/** Returns the frozen configuration. @throws {ConfigError} when there are faults */
function complete(
  { settings, servers, transfers, problems, report, ignored, hasTokens }:
    & Reading
    & Pick<Config, "ignored">
    & { readonly hasTokens: boolean },
): Config {
  const auth = settings && authenticationOf(settings, { hasTokens, report });
  if (settings === undefined || auth === undefined || problems.size > 0) {
    const hints = ignored.map(({ name, reason }) => `${name} is not read: ${reason}`);
    throw new ConfigError([...problems, ...hints]);
  }
  return deepFreeze({
    ...settings,
    auth,
    isLoopback: isLoopback(settings.host),
    demo: settings.env === "dev" && servers.length === 0,
    servers,
    transfers,
    ignored,
  });
}

async function exists(path: string | undefined): Promise<boolean> {
  if (path === undefined) return false;
  return await Deno.stat(path).then(() => true, () => false);
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
