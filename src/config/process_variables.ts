import { readDotenvFile } from "./dotenv_file.ts";
import { SERVER_VARIABLES, SHARED_VARIABLES } from "./server_variables.ts";
import { addressPrefixes } from "./servers.ts";
import { SETTINGS } from "./settings.ts";

/**
 * Returns the names to read when the process may not read its whole environment: those of the
 * settings, and those in `.env`, over which the environment wins. Deno lists no names then.
 */
export function expectedNames(dotenvNames: readonly string[]): string[] {
  const settings = Object.values(SETTINGS).map(({ variable }) => variable);
  return [...new Set([...settings, ...Object.keys(SHARED_VARIABLES), ...dotenvNames])].sort();
}

/** Returns the variables of the process: all of them, or those of `names` that it may read. */
export async function processVariables(names: readonly string[]): Promise<Record<string, string>> {
  if (await mayRead({ name: "env" })) return Deno.env.toObject();
  const variables: Record<string, string> = {};
  for (const variable of names) {
    if (!await mayRead({ name: "env", variable })) continue;
    const value = Deno.env.get(variable);
    if (value !== undefined) variables[variable] = value;
  }
  return variables;
}

/**
 * Returns the names of the variables that a start needs to read. Returns undefined when it needs
 * the whole environment, because a server or a transfer stands there and not in `.env`.
 */
export async function namesToRead(): Promise<string[] | undefined> {
  const names = expectedNames(Object.keys(await readDotenvFile()));
  const process = Deno.env.toObject();
  const suffixes = Object.keys(SERVER_VARIABLES);
  const ofServers = addressPrefixes(process).flatMap((prefix) =>
    suffixes.map((suffix) => `${prefix}_${suffix}`)
  );
  const others = Object.keys(process).filter((name) => !names.includes(name));
  const isNeeded = (name: string) => ofServers.includes(name) || name.startsWith("TRANSFER_");
  return others.some(isNeeded) ? undefined : names;
}

async function mayRead(permission: Deno.EnvPermissionDescriptor): Promise<boolean> {
  return (await Deno.permissions.query(permission)).state === "granted";
}
