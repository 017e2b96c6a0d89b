import type { WatchComplete } from "../../src/protocol/operation_events.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { isEnding } from "../../src/router/dispatch.ts";
import type { Client } from "../harness/client.ts";

/** Watches an operation as the request `watch`. */
export function watch(client: Client, operation_id: string): void {
  client.send({ type: "watch_operation", data: { operation_id }, request_id: "watch" });
}

/** Returns the next ending of a watching. */
export async function watched(client: Client): Promise<WatchComplete> {
  return await client.find((event) =>
    event.type === "complete" && event.request_id === "watch"
  ) as WatchComplete;
}

/** Returns the next ending. The time to wait for it begins anew with each output. */
export async function ended(client: Client): Promise<EventOf<"complete" | "error" | "cancelled">> {
  for (;;) {
    const event = await client.find((event) => event.type === "output" || isEnding(event));
    if (event.type !== "output") return event as EventOf<"complete" | "error" | "cancelled">;
  }
}

/** Returns the number of bytes that a watcher was sent, or told that it missed. */
export function bytesOf({ events }: Pick<Client, "events">): number {
  let bytes = 0;
  for (const event of events) {
    if (event.type === "gap") bytes += event.bytes;
    if (event.type === "output") bytes += new TextEncoder().encode(event.data).length;
  }
  return bytes;
}
