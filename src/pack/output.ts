/** Root of the project. */
export const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * Runs a program in the root of the project. Returns its standard output.
 *
 * @throws {Error} with the text on standard error when the exit code is not 0
 */
export async function output(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${program} ${args[0]} failed:\n${text.decode(stderr)}`);
  return text.decode(stdout);
}
