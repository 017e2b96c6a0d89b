import { Client, type Service } from "./client.ts";

/** Runs a command, so that `service` loads its code before the measurement of memory. */
export async function runOnce(service: Service): Promise<void> {
  await using client = await Client.connect(service);
  await client.run("true");
}
