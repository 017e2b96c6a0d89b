import { text } from "node:stream/consumers";
import type { SshConnection } from "./ssh_connection.ts";

/** What a script printed, and its exit code. */
export interface ScriptResult {
  /** Without what it printed to standard error. */
  readonly output: string;
  /** null when a signal ended it, or when the server does not tell. */
  readonly exitCode: number | null;
}

/**
 * Runs `script` in `/bin/sh` on a channel of its own and without a terminal. The shell reads it from its input, so that the
 * login shell, of any kind, sees none of it. It is a child of the server's process for `connection`, but where a restricted
 * login shell refuses `exec`: there `sh` runs as its child, if it may.
 *
 * @throws {AppError} 20005, 22003, 22004
 */
export async function runScript(connection: SshConnection, script: string): Promise<ScriptResult> {
  const { channel, exit } = await connection.exec("exec /bin/sh\nsh");
  channel.stderr.resume();
  channel.end(script);
  const output = await text(channel);
  return { output, exitCode: (await exit).exitCode };
}

/**
 * A loop over the live processes: `body` finds the id in `$pid` and, from proc_pid_stat(5), state, parent, process group
 * and session in `$1` to `$4`. `ps` and `pkill` are not everywhere. The second field of that line, the name in
 * parentheses, may hold anything, so the fields are counted after the last one.
 */
export function forEachProcess(body: string): string {
  return `
for stat in /proc/[0-9]*/stat; do
  { read -r line < "$stat"; } 2>/dev/null || continue
  pid=\${line%% *}
  set -- \${line##*) }
  [ "$1" != Z ] && { ${body}; }
done`;
}
