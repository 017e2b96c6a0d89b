import { Client, type Service } from "./client.ts";

/** Milliseconds from the sending of a command that does nothing to its ending. */
export async function roundTrip(service: Service): Promise<number> {
  await using client = await Client.connect(service);
  const startMs = performance.now();
  await client.run("true");
  return performance.now() - startMs;
}
