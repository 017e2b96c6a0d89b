import { CommandFailure } from "./command_failure.ts";
import type { CommonOptions } from "./common_options.ts";
import type { Io } from "./io.ts";

/** Mode bits of everybody but the owner of a file. */
const OTHERS = 0o077;

/**
 * Returns the token: that of `--token-file`, of `PINK_PAGE_TOKEN`, or of the file `pink-page/token`
 * in the configuration folder of the user. Returns undefined without any of them.
 *
 * @throws {CommandFailure} when a file cannot be read, or others can read it
 */
export async function accessToken(
  { tokenFile }: CommonOptions,
  { env }: Pick<Io, "env">,
): Promise<string | undefined> {
  if (tokenFile !== undefined) return await readToken(tokenFile);
  if (env.PINK_PAGE_TOKEN) return env.PINK_PAGE_TOKEN;
  const folder = env.XDG_CONFIG_HOME || (env.HOME && `${env.HOME}/.config`);
  if (!folder) return undefined;
  const path = `${folder}/pink-page/token`;
  return await isThere(path) ? await readToken(path) : undefined;
}

async function readToken(path: string): Promise<string> {
  const { mode, isFile } = await Deno.stat(path).catch((cause) => refuse(path, cause));
  if (isFile && mode !== null && (mode & OTHERS) !== 0) {
    throw new CommandFailure(`Others can read the token in ${path}: chmod 600 ${path}`);
  }
  const token = await Deno.readTextFile(path).catch((cause) => refuse(path, cause));
  if (token.trim() === "") throw new CommandFailure(`${path} has no token: write it there`);
  return token.trim();
}

function refuse(path: string, cause: Error): never {
  throw new CommandFailure(`The token in ${path} cannot be read: ${cause.message}`);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    return refuse(path, error);
  });
}
