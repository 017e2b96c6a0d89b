import type { TokenEntry } from "../../access/token_list.ts";
import { TokensFile } from "../../access/tokens_file.ts";
import { type Config, ConfigError, loadConfig } from "../../config/config.ts";
import { namesToRead } from "../../config/process_variables.ts";
import { safetyFacts, unsafeSettings } from "../../config/unsafe_settings.ts";
import { AppError, reasonOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { readKnownHosts } from "../../store/read_known_hosts.ts";
import { refuseUsage } from "../usage.ts";
import { jsonValue, type Report, textOf } from "./check_report.ts";
import { checkServers } from "./check_servers.ts";
import { startCommand } from "./start_command.ts";

/**
 * Checks the configuration, and logs in to each server once. Prints lines, or one JSON document
 * with `--json`. With `--permissions`, prints the command that starts the service with the fewest
 * permissions instead. Writes nothing, and works beside a running service.
 *
 * @returns 0, or 1 when the service would not start or a server cannot be used
 */
export async function checkCommand(args: readonly string[]): Promise<number> {
  const [option, ...more] = args;
  const isKnown = option === undefined || option === "--json" || option === "--permissions";
  if (!isKnown || more.length > 0) return refuseUsage("main.ts check [--json | --permissions]");
  const config = await readConfig();
  if (option === "--permissions" && !("faults" in config)) return await printPermissions(config);
  const report = "faults" in config ? config : await check(config);
  const isOk = report.faults.length === 0 && report.servers.every(({ error }) => error === null);
  print(
    option === "--json" ? JSON.stringify({ ok: isOk, ...report }, jsonValue, 2) : textOf(report),
  );
  return isOk ? 0 : 1;
}

/** Reads the configuration. Returns a report of its faults when it has some. */
async function readConfig(): Promise<Config | Report> {
  try {
    return await loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { faults: error.problems, warnings: [], servers: [] };
  }
}

async function check(config: Config): Promise<Report> {
  const { servers, hostKeys: mode, databasePath } = config;
  const { tokens, faults } = await readTokens(config);
  const warnings = unsafeSettings(config, await safetyFacts(config, tokens));
  try {
    using knownHosts = readKnownHosts(databasePath);
    return { faults, warnings, servers: await checkServers(servers, { mode, knownHosts }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const fault = `DATABASE_PATH ${error.detail}`;
    return { faults: [...faults, fault], warnings, servers: [] };
  }
}

/** Reads the tokens as the start does. Returns the fault of a file that the start refuses. */
async function readTokens(
  { auth, tokensFile }: Config,
): Promise<{ tokens: readonly TokenEntry[]; faults: string[] }> {
  if (auth === "none") return { tokens: [], faults: [] };
  try {
    using file = await TokensFile.open(tokensFile, { log: SILENT, onChange: () => {} });
    return { tokens: file.entries, faults: [] };
  } catch (error) {
    return { tokens: [], faults: [reasonOf(error)] };
  }
}

/** Log of a command, which prints its own report. */
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Prints the command that starts the service with the fewest permissions. Returns 0. */
async function printPermissions(config: Config): Promise<number> {
  const main = decodeURIComponent(new URL(Deno.mainModule).pathname);
  print(startCommand(config, { cwd: Deno.cwd(), main, names: await namesToRead() }));
  return 0;
}

function print(report: string): void {
  // deno-lint-ignore no-console -- a command prints to its terminal
  console.log(report);
}
