import { batch, signal } from "@preact/signals";
import { type Client, connect, PinkPageError, type SavedClient } from "../../client/mod.ts";
import { isElsewhere } from "./elsewhere.ts";
import { forget, recall, remember } from "./memory.ts";
import { noteOwn } from "./own_ids.ts";

/** State of the connection of the page. */
export type LinkState =
  | { readonly name: "connecting" | "open" }
  | { readonly name: "away"; readonly until: Date }
  /** `unreachable`: no answer; `refused`: no right; `elsewhere`: another tab goes on with it. */
  | { readonly name: "unreachable" | "refused" | "elsewhere"; readonly error: PinkPageError };

/** Key of the connection in the memory of the tab. */
const KEY = "client";
/** Code of a refusal for want of a login. */
const NEEDS_LOGIN: readonly (number | null)[] = [11000, 11002];

/** Address of the service: that of the page. */
export const service = new URL(".", location.href);

/** State of the connection. */
export const link = signal<LinkState>({ name: "connecting" });

/** Client of the page; undefined until it is connected for the first time. */
export const client = signal<Client | undefined>(undefined);

/** Whether something was lost with the connection, and the user has not read it yet. */
export const isLossUnread = signal(false);

/** Connects, and goes on with the connection that the tab had before it was loaded. */
export async function openLink(): Promise<void> {
  link.value = { name: "connecting" };
  const saved = recall<SavedClient>(KEY);
  try {
    adopt(await open(saved));
  } catch (cause) {
    const error = cause as PinkPageError;
    if (NEEDS_LOGIN.includes(error.code)) return logIn();
    link.value = { name: error.code === 11001 ? "refused" : "unreachable", error };
  }
}

/** Notes what a reload or a crash of the tab needs to go on with the connection. */
export function saveLink(): void {
  const now = client.value;
  if (now === undefined || link.value.name === "elsewhere") return;
  remember(KEY, now.save());
}

/** Leads to the page for logins, and from there back to the view. */
export function logIn(): void {
  location.assign(new URL(`login${location.hash}`, service));
}

/** Opens a client. When the one before cannot be resumed, it is a new one. */
async function open(saved: SavedClient | undefined): Promise<Client> {
  const options = { follow: ["operations", "health"] as const };
  if (saved === undefined) return await connect(service, options);
  try {
    return await connect(service, { ...options, saved });
  } catch (error) {
    if (!(error instanceof PinkPageError) || error.reason !== "lost") throw error;
    // The service keeps no connection that has nothing. Each view tells of its own loss.
    forget(KEY);
    return await connect(service, options);
  }
}

/** Uses a client until its end. */
function adopt(next: Client): void {
  batch(() => {
    client.value = next;
    link.value = { name: "open" };
  });
  noteOwn(next.id);
  saveLink();
  void followStates(next);
}

async function followStates(of: Client): Promise<void> {
  for await (const state of of.states()) {
    if (client.value !== of) return;
    if (state.name === "open") link.value = { name: "open" };
    else if (state.name === "away") link.value = { name: "away", until: state.until };
    else if (state.name === "refused") link.value = { name: "refused", error: state.error };
    else if (state.name === "lost" && isElsewhere(state.error)) {
      link.value = { name: "elsewhere", error: state.error };
    } else if (state.name === "lost") {
      forget(KEY);
      isLossUnread.value = true;
      void openLink();
    }
  }
}
