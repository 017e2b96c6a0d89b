import type { Sshd } from "../harness/sshd.ts";
import { Flood } from "./bulk.ts";
import type { Terminal } from "./client.ts";
import { ECHO_COMMAND, echoTimes, type Typing } from "./echo.ts";

/** The same key strokes through OpenSSH's own client, whose terminal is a pair of pipes. */
export async function echoThroughOpenSsh(sshd: Sshd, typing: Typing): Promise<number[]> {
  await using terminal = openTerminal(sshd, ECHO_COMMAND);
  const times = await echoTimes(terminal, typing);
  await terminal.ended;
  return times;
}

/** Megabytes per second of a {@linkcode Flood} through OpenSSH's own client: what the terminal and sshd can give here. */
export async function bulkThroughOpenSsh(sshd: Sshd, megabytes: number): Promise<number> {
  const flood = new Flood(megabytes);
  {
    await using terminal = openTerminal(sshd, flood.command);
    flood.start(terminal);
    await terminal.ended;
  }
  return flood.megabytesPerSecond();
}

/** Milliseconds from the start to the end of `ssh` with a command that does nothing. */
export async function roundTripOfOpenSsh(sshd: Sshd): Promise<number> {
  const startMs = performance.now();
  await using terminal = openTerminal(sshd, "true");
  await terminal.ended;
  return performance.now() - startMs;
}

function openTerminal(sshd: Sshd, command: string): Terminal {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"];
  const child = new Deno.Command("ssh", {
    args: [
      "-tt",
      ...["-F", "none", ...options.flatMap((option) => ["-o", option])],
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
