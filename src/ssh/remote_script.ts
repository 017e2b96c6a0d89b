import { text } from "node:stream/consumers";
import type { SshConnection } from "./ssh_connection.ts";

/** Result of a script. */
export interface ScriptResult {
  /** Text of its standard output. */
  readonly output: string;
  /** Exit code; null when a signal ended the script, or when the server tells none. */
  readonly exitCode: number | null;
}

/**
 * Runs `script` in `/bin/sh` on a new channel, without a terminal. The shell reads the script from
 * its standard input, so that its text passes through no login shell. The shell is a child of the
 * server's process for `connection`. When a restricted login shell refuses `exec`, it is a child of
 * that shell.
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
 * Returns a shell loop over the living processes, for servers without `ps` and `pkill`. In `body`,
 * `$pid` is the process id, and `$1` to `$4` are the state, the parent, the POSIX process group and
 * the POSIX session of proc_pid_stat(5). The name before these fields can hold any character, so
 * the fields are counted from its last parenthesis.
 *
 * @param stats Shell words for the files of the processes. Default: those of all processes.
 */
export function forEachProcess(body: string, stats = "/proc/[0-9]*/stat"): string {
  return `
for stat in ${stats}; do
  { read -r line < "$stat"; } 2>/dev/null || continue
  pid=\${line%% *}
  set -- \${line##*) }
  [ "$1" != Z ] && { ${body}; }
done`;
}
