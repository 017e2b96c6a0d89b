import { assert, assertEquals } from "@std/assert";
import { serverVariables } from "../harness/app.ts";
import { type Sshd, startSshd } from "../harness/sshd.ts";
import { eventually } from "../harness/eventually.ts";
import { openPage, SEND_COMMAND, SEVERAL_STEPS } from "./seed_page.ts";

/** Starts a service with variables. */
export type Start = (
  variables: Record<string, string>,
) => Promise<AsyncDisposable & { readonly url: string }>;

/** Installs a program in the login environment of `sshd`. */
async function install(sshd: Sshd, name: string, script: string): Promise<void> {
  await Deno.mkdir(`${sshd.home}/bin`, { recursive: true });
  await Deno.writeTextFile(`${sshd.home}/bin/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await Deno.chmod(`${sshd.home}/bin`, 0o755);
}

/** Runs the seed's first workflow example unchanged, against a service of `start`. */
export async function runFirstWorkflow(start: Start): Promise<void> {
  await using sshd = await startSshd();
  await using app = await start(serverVariables("mdwap1p", sshd));
  await using page = await openPage(app.url);
  assert(page.printed[0]?.startsWith("Connected with ID: "));
  new Function("ws", SEND_COMMAND)(page.ws);
  const isEnding = ({ type }: { type: string }) => type === "complete" || type === "error";
  await eventually(() => page.messages.some(isEnding), "the command ends");
  const complete = page.messages.find(({ type }) => type === "complete");
  assertEquals([complete?.message, complete?.exit_code], [
    "Command execution completed: ls -la",
    0,
  ]);
}

/** Runs the seed's workflow in several steps unchanged: SSH, SCP, SSH. */
export async function runSeveralSteps(start: Start): Promise<void> {
  const profile = 'PATH="$HOME/bin:$PATH"';
  await using mdwap1p = await startSshd({ profile });
  await using mypap1d = await startSshd({ profile });
  await install(
    mdwap1p,
    "prepare_data.sh",
    `cd ~/folder && echo 하나 > one.dat && echo 둘 > "two 2.dat" && echo DATA_READY`,
  );
  await install(mypap1d, "process_data.sh", "cd ~/folder && cat *.dat && echo PROCESS_COMPLETE");
  await using app = await start({
    ...serverVariables("mdwap1p", mdwap1p),
    ...serverVariables("mypap1d", mypap1d),
    TRANSFER_STUB_DATA_TRANSFER: `mdwap1p:${mdwap1p.folder}/*.dat -> mypap1d:${mypap1d.folder}/`,
  });
  await using page = await openPage(app.url);
  new Function("ws", SEVERAL_STEPS)(page.ws);
  await eventually(
    () => page.messages.some(({ type }) => type === "session_ended" || type === "error"),
    "the session ends",
  );
  const steps = page.messages.filter(({ type }) =>
    ["session_started", "complete", "error", "session_ended"].includes(type)
  );
  assertEquals(steps.map(({ type, message }) => [type, message]), [
    ["session_started", "Session started successfully"],
    ["complete", "Command execution completed: prepare_data.sh"],
    ["complete", "SCP transfer completed successfully"],
    ["complete", "Command execution completed: process_data.sh"],
    ["session_ended", "Session ended successfully"],
  ]);
  assertEquals(steps[2]?.files, 2);
  const text = page.messages.map(({ type, data }) => type === "output" ? data : "").join("");
  assert(text.includes("Transferring files from mdwap1p to mypap1d..."));
  assert(text.endsWith("하나\r\n둘\r\nPROCESS_COMPLETE\r\n"), text);
}
