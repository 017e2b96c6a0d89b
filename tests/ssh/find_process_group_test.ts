import { assertEquals } from "@std/assert";
import { findProcessGroup } from "../../src/ssh/find_process_group.ts";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import { FORGETFUL } from "../harness/shells.ts";
import { startOneProcessHost } from "./one_process_host.ts";

const policy = { mode: "off", knownHosts: FORGETFUL } as const;
const { signal } = new AbortController();

/** Starts the leader of a process group, as a child of this process. Disposing ends it. */
function startLeader(sshConnection: string): { pid: number } & AsyncDisposable {
  const child = new Deno.Command("setsid", {
    args: ["sleep", "99"],
    env: { SSH_CONNECTION: sshConnection },
  }).spawn();
  return {
    pid: child.pid,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

Deno.test("findProcessGroup: tells shells of one parent apart by their connection", async () => {
  await using _other = startLeader("10.0.0.1 4711 10.0.0.9 22");
  await using mine = startLeader("10.0.0.2 4712 10.0.0.9 22");
  await using host = await startOneProcessHost({ sshConnection: "10.0.0.2 4712 10.0.0.9 22" });
  await using connection = await SshConnection.open(host.server, { policy, signal });
  let found: number | undefined;
  // setsid(1) becomes a leader shortly after its start.
  for (let tries = 0; found === undefined && tries < 50; tries++) {
    found = await findProcessGroup(connection);
  }
  assertEquals(found, mine.pid);
});

Deno.test("findProcessGroup: finds none when the server does not set SSH_CONNECTION", async () => {
  await using _shell = startLeader("");
  await using host = await startOneProcessHost();
  await using connection = await SshConnection.open(host.server, { policy, signal });
  assertEquals(await findProcessGroup(connection), undefined);
});
