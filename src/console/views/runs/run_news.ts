import { effect, signal } from "@preact/signals";
import type { Client, wire } from "../../../client/mod.ts";
import { client } from "../../link/link.ts";

/** Newest state of a run that the service has told; undefined before the first one. */
export const runNews = signal<wire.RunStatus | undefined>(undefined);

/** Places of the runs that wait for servers, by id, as far as the service has told them. */
export const waitingRuns = signal<ReadonlyMap<string, number>>(new Map());

effect(() => {
  const now = client.value;
  if (now !== undefined) void follow(now);
});

async function follow(of: Client): Promise<void> {
  for await (const event of of.broadcasts()) {
    if (client.peek() !== of) return;
    if (event.type !== "run_status") continue;
    runNews.value = event;
    const places = new Map(waitingRuns.peek());
    if (event.position === undefined) places.delete(event.run_id);
    else places.set(event.run_id, event.position);
    waitingRuns.value = places;
  }
}
