import { ConfigError } from "./config_error.ts";
import { readDotenvFile } from "./dotenv_file.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS, type Settings } from "./settings.ts";

/**
 * Reads one setting from the process environment or, with lower priority, `.env` of the working
 * directory. Other variables may be wrong. Needs the permission to read its variable alone.
 *
 * @throws {ConfigError} naming the variable when it is wrong, or the wrong lines of `.env`
 */
export async function loadSetting<Name extends keyof Settings>(
  name: Name,
): Promise<Settings[Name]> {
  const { variable, schema, default: preset }: Setting = SETTINGS[name];
  const given = Deno.env.get(variable) ?? (await readDotenvFile())[variable];
  const { data, error } = schema.safeParse(given || preset);
  if (error === undefined) return data as Settings[Name];
  throw new ConfigError(error.issues.map(({ message }) => `${variable} ${message}`));
}
