import type { Config } from "./config.ts";

/** Returns the variables of the files with secrets that other users of this machine can read. */
export async function exposedFiles(
  config: Pick<Config, "servers" | "tlsKeyFile">,
): Promise<string[]> {
  const files = secretFiles(config);
  const modes = await Promise.all(files.map(({ path }) => modeOf(path)));
  return files.filter((_, index) => ((modes[index] ?? 0) & 0o077) !== 0)
    .map(({ variable }) => variable);
}

/** File that holds a secret, and the variable that names it. */
interface SecretFile {
  readonly variable: string;
  readonly path: string;
}

/** Returns the files with secrets that the configuration names, and `.env`. */
function secretFiles(
  { servers, tlsKeyFile }: Pick<Config, "servers" | "tlsKeyFile">,
): SecretFile[] {
  const keys = servers.map(({ name, keyFile }) => {
    return { variable: `${name.toUpperCase()}_KEY_FILE`, path: keyFile };
  });
  const files = [...keys, { variable: "TLS_KEY_FILE", path: tlsKeyFile }];
  const named = files.flatMap(({ variable, path }) =>
    path === undefined ? [] : [{ variable, path }]
  );
  return [...named, { variable: ".env", path: ".env" }];
}

/** Returns the mode of a file; null where there is none. */
async function modeOf(path: string): Promise<number | null> {
  return await Deno.stat(path).then(({ mode }) => mode, () => null);
}
