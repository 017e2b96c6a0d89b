import { Client, type Service } from "./client.ts";

/** Has `service` load and compile what every command needs: that is no memory of the work that is measured. */
export async function runOnce(service: Service): Promise<void> {
  await using client = await Client.connect(service);
  await client.run("true");
}
