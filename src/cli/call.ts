import type { CallOptions, Client, Session } from "../client/mod.ts";
import type { CommonOptions, HeldOptions } from "./common_options.ts";
import { Interruption } from "./interruption.ts";
import type { Io } from "./io.ts";
import { localTime } from "./local_time.ts";
import { Notes } from "./notes.ts";
import { openClient, type OpenOptions } from "./open_client.ts";

/** Open connection of a command. */
export interface Call {
  /** Client of the service. */
  readonly client: Client;
  /** Notes of the command. */
  readonly notes: Notes;
  /** Aborts when the user interrupts the command. */
  readonly signal: AbortSignal;
}

/**
 * Runs `use` over a connection to the service, and resolves to its exit code, or to that of the
 * signal that interrupted it: by then what ran has been cancelled.
 *
 * @throws {PinkPageError} the error of the connection, or that of `use`
 */
export async function withService(
  io: Io,
  options: CommonOptions & Pick<OpenOptions, "follow">,
  use: (call: Call) => Promise<number>,
): Promise<number> {
  using interruption = new Interruption(io);
  const { signal } = interruption;
  try {
    const notes = new Notes(io, options);
    await using client = await openClient(io, options, { ...options, signal });
    void tellStates(client, notes);
    const exitCode = await use({ client, notes, signal });
    return interruption.exitCode ?? exitCode;
  } catch (error) {
    if (interruption.exitCode === undefined) throw error;
  }
  return interruption.exitCode;
}

/**
 * Joins the session in whose `session wait` the command runs. Returns undefined outside of one.
 *
 * @throws {PinkPageError} 50007 when that session is over
 */
export async function joinedSession(
  { env }: Pick<Io, "env">,
  { client }: Pick<Call, "client">,
): Promise<Session | undefined> {
  return env.PINK_PAGE_SESSION ? await client.join(env.PINK_PAGE_SESSION) : undefined;
}

/** Returns the options of a call that takes the lock or a session. */
export function callOptions(
  { notes, signal }: Pick<Call, "notes" | "signal">,
  options: HeldOptions,
): CallOptions {
  return {
    signal,
    wait: options.wait ?? false,
    onWait: ({ name, since, position }) => {
      const owner = name ?? "another client";
      const start = since === null ? "" : ` since ${localTime(since)}`;
      const place = position === undefined ? "" : `, place ${position}`;
      notes.note(`Waiting: ${owner} has exclusive use${start}${place}`);
    },
  };
}

/** Tells when the connection is lost, and when it is there again. */
async function tellStates(client: Client, notes: Notes): Promise<void> {
  let wasAway = false;
  for await (const state of client.states()) {
    if (state.name === "away" && !wasAway) {
      const until = localTime(state.until.toISOString());
      notes.note(`The connection is lost, it is tried again until ${until}`);
    } else if (state.name === "open" && wasAway) notes.note("The connection is there again");
    wasAway = state.name === "away";
  }
}
