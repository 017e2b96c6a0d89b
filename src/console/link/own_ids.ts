import { recall, remember } from "./memory.ts";

/** Key of the ids in the storage of the browser. */
const KEY = "pink-page.connections";
/** Number of ids that are kept. */
const MAX_IDS = 100;

/** Ids of the connections of this tab, oldest first. */
export function idsOfTab(): readonly string[] {
  return recall<string[]>("connections") ?? [];
}

/** Ids of the connections of this browser, oldest first. */
export function idsOfBrowser(): readonly string[] {
  return JSON.parse(localStorage.getItem(KEY) ?? "[]");
}

/** Notes that a connection belongs to this tab. */
export function noteOwn(id: string): void {
  remember("connections", added(idsOfTab(), id));
  localStorage.setItem(KEY, JSON.stringify(added(idsOfBrowser(), id)));
}

function added(ids: readonly string[], id: string): readonly string[] {
  return [...ids.filter((one) => one !== id), id].slice(-MAX_IDS);
}
