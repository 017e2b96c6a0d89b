import type { Sshd } from "../harness/sshd.ts";
import { offerFor } from "../../src/ssh/algorithms.ts";
import type { Terminal } from "./client.ts";

/** Options of OpenSSH's programs for a server of the benchmark: no user files, no prompts. */
export const OPENSSH_OPTIONS: readonly string[] = [
  ...["-F", "none"],
  ...["-o", "StrictHostKeyChecking=no"],
  ...["-o", "UserKnownHostsFile=/dev/null"],
  ...["-o", "LogLevel=ERROR"],
];

/** Options of OpenSSH's programs for the cipher of the service. */
export const SAME_CIPHER: readonly string[] = ["-o", `Ciphers=${offerFor({}).cipher}`];

/** Runs `command` on a terminal of `sshd` through OpenSSH's client, with pipes at the near end. */
export function openSshTerminal(sshd: Sshd, command: string): Terminal {
  const child = new Deno.Command("ssh", {
    args: [
      "-tt",
      ...OPENSSH_OPTIONS,
      ...["-i", sshd.clientKeys.ed25519, "-p", String(sshd.port)],
      `${sshd.user}@${sshd.host}`,
      command,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const keys = child.stdin.getWriter();
  const terminal: Terminal = {
    onText: () => {},
    type: (text) => void keys.write(new TextEncoder().encode(text)).catch(() => {}),
    ended: child.status.then(() => {}),
    [Symbol.asyncDispose]: async () => {
      await keys.close().catch(() => {});
      await Promise.all([child.status, reading]);
    },
  };
  const reading = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write: (text) => terminal.onText(text) }));
  return terminal;
}
