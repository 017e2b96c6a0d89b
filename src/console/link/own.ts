import type { Client, wire } from "../../client/mod.ts";
import { user } from "./can.ts";
import { client } from "./link.ts";
import { idsOfBrowser, idsOfTab, noteOwn } from "./own_ids.ts";

/** Relation of an owner to the page. */
export type Relation = "tab" | "browser" | "other";

/** Returns the relation of an owner to the page, by its connection, else by its name. */
export function relationOf({ id, name }: NonNullable<wire.Owner>): Relation {
  if (id === client.value?.id || idsOfTab().includes(id)) return "tab";
  if (idsOfBrowser().includes(id)) return "browser";
  return name !== null && name === user.value.name ? "browser" : "other";
}

/** Opens another connection of the page, as a member of its session when it has one. */
export async function forkLink(signal?: AbortSignal): Promise<Client> {
  const fork = await client.peek()?.fork(signal === undefined ? {} : { signal });
  if (fork === undefined) throw new Error("The page is not connected");
  noteOwn(fork.id);
  return fork;
}
