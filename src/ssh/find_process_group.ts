import { forEachProcess, runScript } from "./remote_script.ts";
import type { SshConnection } from "./ssh_connection.ts";

/**
 * Looks up the process group of the only terminal on `connection`. Prints nothing into the
 * terminal: the script runs on a second channel, whose parent process is also the parent of the
 * terminal's shell. The id of the group is the id of that shell.
 *
 * @returns undefined when the server has no `/proc`, or starts channels in another way
 * @throws {AppError} 20005, 22003, 22004
 */
export async function findProcessGroup(connection: SshConnection): Promise<number | undefined> {
  const { output } = await runScript(connection, SCRIPT);
  // Start-up files of the user may print before the script.
  const found = [...output.matchAll(/^group (\d+)$/gm)];
  return found.length === 1 ? Number(found[0]?.[1]) : undefined;
}

/**
 * Script that prints the leaders of other process groups with the same parent. A server that serves
 * all its connections from one process is the parent of shells of other connections too: the
 * addresses and ports in `SSH_CONNECTION` tell them apart. Without that variable nothing is
 * printed.
 */
const SCRIPT = `
[ -n "$SSH_CONNECTION" ] || exit
ours() { tr "\\0" "\\n" < /proc/$1/environ | grep -qxF "SSH_CONNECTION=$SSH_CONNECTION"; }
${
  forEachProcess(
    `[ "$2" = $PPID ] && [ "$4" = "$pid" ] && [ "$pid" != $$ ] && ours "$pid" && echo "group $pid"`,
  )
}`;
