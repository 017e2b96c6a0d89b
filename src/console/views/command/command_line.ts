import type { wire } from "../../../client/mod.ts";

/** Characters that a shell takes as they are. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Returns a word as a POSIX shell reads it: in single quotes when it needs them. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Returns the command line that runs a command with `pink-page exec`. */
export function commandLine(data: wire.SshCommandData): string {
  const { server_name, command, stop_phrase, timeout_seconds, idle_timeout_seconds } = data;
  return [
    "pink-page exec",
    shellWord(server_name),
    ...stop_phrase === undefined ? [] : ["-p", shellWord(stop_phrase)],
    ...timeout_seconds === undefined ? [] : ["-t", String(timeout_seconds)],
    ...idle_timeout_seconds === undefined ? [] : ["--idle", String(idle_timeout_seconds)],
    "--",
    shellWord(command),
  ].join(" ");
}

/** Returns the frame that runs a command over a WebSocket. */
export function commandFrame(data: wire.SshCommandData): string {
  return JSON.stringify({ type: "ssh_command", data });
}
