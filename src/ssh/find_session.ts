import { forEachProcess, runScript } from "./remote_script.ts";
import type { SshConnection } from "./ssh_connection.ts";

/**
 * Looks up the session of the one terminal on `connection`, without printing into it: over a second channel, whose
 * parent process is also the parent of the terminal's shell. The session has the id of that shell.
 *
 * @returns undefined where the server has no `/proc`, or does not work like this
 * @throws {AppError} 20005, 22003, 22004
 */
export async function findSession(connection: SshConnection): Promise<number | undefined> {
  const { output } = await runScript(connection, SCRIPT);
  // What the user's own start-up files print stands before it.
  const found = [...output.matchAll(/^session (\d+)$/gm)];
  return found.length === 1 ? Number(found[0]?.[1]) : undefined;
}

/**
 * Prints the session leaders beside itself. A server that serves all its connections from one process is the parent of
 * others' shells too: the addresses and ports in `SSH_CONNECTION` tell them apart, and without those none is printed.
 */
const SCRIPT = `
[ -n "$SSH_CONNECTION" ] || exit
ours() { tr "\\0" "\\n" < /proc/$1/environ | grep -qxF "SSH_CONNECTION=$SSH_CONNECTION"; }
${
  forEachProcess(
    `[ "$2" = $PPID ] && [ "$4" = "$pid" ] && [ "$pid" != $$ ] && ours "$pid" && echo "session $pid"`,
  )
}`;
