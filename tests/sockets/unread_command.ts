import type { Connected } from "../harness/connected.ts";
import { RawClient } from "../harness/raw_client.ts";

/**
 * Runs `command`, marked, for a client that reads nothing after its welcome. Everyone has been told
 * of the lock.
 */
export async function unreadCommand(at: Connected, command: string): Promise<RawClient> {
  const client = await RawClient.connect(at.app.url);
  await client.next("welcome");
  const data = { server_name: "a", command: `exec -a ${at.mark} ${command}` };
  await client.send({ type: "ssh_command", data });
  await at.client.find((event) => event.type === "lock_status" && event.locked);
  return client;
}
