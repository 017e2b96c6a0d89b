import { batch, computed, effect, signal } from "@preact/signals";
import type { Client, wire } from "../../client/mod.ts";
import { client, link } from "./link.ts";
import { pageState, pageTime } from "./page_state.ts";

/** Servers, in the order of the configuration. */
export const servers = signal(pageState.servers);

/** Running operations that the user may see, newest first. */
export const running = signal<readonly wire.ListedOperation[]>([]);

/** Operation that ended last. */
export const lastEnded = signal<wire.ListedOperation | undefined>(undefined);

/** Value that is another one after each start and end of an operation. */
export const operationsChange = computed(() => [running.value, lastEnded.value]);

/** Owner of the session, else of the lock; null when both are free. */
export const owner = signal(pageState.owner);

/** Sessions on servers that the user may see, the oldest first. */
export const leases = signal<readonly wire.ActiveLease[]>([]);

/** Question of another user to end the session of the page; undefined without one. */
export const question = signal<wire.SessionAsked | undefined>(undefined);

/** Time at which the state below the views was right; undefined while it is. */
export const asOf = signal<Date | undefined>(undefined);

/** Keeps the state as the events of the page's client tell it. Called once. */
export function followState(): void {
  effect(() => {
    const now = client.value;
    if (now !== undefined) void follow(now);
    else if (link.value.name !== "connecting") asOf.value ??= pageTime;
  });
}

async function follow(of: Client): Promise<void> {
  const owners = { session: null as wire.Owner, lock: null as wire.Owner };
  const broadcasts = of.broadcasts();
  void followOpenings(of, owners);
  for await (const event of broadcasts) {
    if (client.peek() !== of) return;
    receive(event, owners);
  }
}

/** Reads the whole state each time the connection is open again. */
async function followOpenings(of: Client, owners: Owners): Promise<void> {
  for await (const { name } of of.states()) {
    if (client.peek() !== of) return;
    if (name !== "open") {
      asOf.value ??= new Date();
      continue;
    }
    const { owner: now, session_status } = of.welcome;
    const isSession = now?.kind === "session" || now?.kind === "job";
    owners.session = isSession ? now : null;
    owners.lock = isSession ? null : now;
    const [all, runs] = await Promise.all([
      of.get("/api/v1/servers").catch(() => undefined),
      of.get("/api/v1/operations", { running: true, limit: 200 }).catch(() => undefined),
    ]);
    batch(() => {
      owner.value = owners.session ?? owners.lock;
      leases.value = session_status.leases;
      if (all !== undefined) servers.value = all.items;
      if (runs !== undefined) running.value = runs.items;
      asOf.value = undefined;
    });
  }
}

interface Owners {
  session: wire.Owner;
  lock: wire.Owner;
}

function receive(event: wire.Broadcast, owners: Owners): void {
  switch (event.type) {
    case "session_status":
      owners.session = event.owner;
      leases.value = event.leases;
      break;
    case "session_asked":
      question.value = event;
      return;
    case "run_status":
    case "step_status":
      return;
    case "lock_status":
      owners.lock = event.owner;
      break;
    case "server_health":
      servers.value = servers.peek().map((server) =>
        server.name === event.server_name ? { ...server, health: event.status } : server
      );
      return;
    case "operation_started":
      running.value = [event.operation, ...without(event.operation)];
      return;
    case "operation_ended":
      batch(() => {
        running.value = without(event.operation);
        lastEnded.value = event.operation;
      });
      return;
  }
  owner.value = owners.session ?? owners.lock;
}

function without({ operation_id: id }: wire.ListedOperation): wire.ListedOperation[] {
  return running.peek().filter(({ operation_id }) => operation_id !== id);
}
