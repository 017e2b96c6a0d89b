import { signal } from "@preact/signals";
import {
  type Client,
  connect,
  type Operation,
  type SavedClient,
  type wire,
} from "../../../client/mod.ts";
import { isElsewhere } from "../../link/elsewhere.ts";
import { forkLink } from "../../link/own.ts";
import { service } from "../../link/link.ts";
import { forget, recall, remember } from "../../link/memory.ts";
import { bytesOf, KeptOutput } from "../../output/kept_output.ts";
import { ShownOutput } from "../../output/shown_output.ts";
import { keepCommand } from "./command_history.ts";
import type { CommandData } from "./command_data.ts";
import { type CommandEnding, pageCommand } from "./page_command.ts";

/** Key of the running command in the memory of the tab. */
const KEY = "command";
/** Time between output and the saving of the state, in milliseconds. */
const SAVE_MS = 1_000;
/** Maximum length of the output in the memory of the tab, in characters. */
const MAX_SAVED = 524_288;
/** Time to wait for the screen to be shown, in milliseconds. */
const SHOWN_MS = 200;

/** Running command in the memory of the tab. */
interface SavedCommand {
  readonly data: CommandData;
  readonly startedAt: string;
  readonly client: SavedClient;
  /** Newest output on the screen. */
  readonly text: string;
  /** Bytes of the output before it. */
  readonly missingBytes: number;
}

/** Command on a connection of its own. */
interface Running {
  readonly client: Client;
  readonly operation: Operation<wire.CommandComplete>;
}

type Size = Pick<wire.ResizeData, "cols" | "rows">;

const running = signal<Running | undefined>(undefined);

/** Runs a command on a connection of its own, in the session of the page when it has one. */
export async function runCommand(
  data: CommandData,
): Promise<void> {
  pageCommand.peek()?.shown.dispose();
  const shown = new ShownOutput({ maxSaved: MAX_SAVED });
  const kept = new KeptOutput();
  pageCommand.value = { data, startedAt: new Date(), shown, kept, ending: undefined };
  keepCommand(data.command);
  try {
    const [client, size] = await Promise.all([forkLink(), sizeOf(shown)]);
    const { server_name, command: line, ...options } = data;
    const operation = client.command(server_name, line, { ...options, ...size });
    await read({ client, operation });
  } catch (error) {
    end({ error });
  }
}

/** Goes on with the command of the page before this one. Called once. */
export async function continueCommand(): Promise<void> {
  const saved = recall<SavedCommand>(KEY);
  if (saved === undefined || pageCommand.peek() !== undefined) return;
  const { data, text } = saved;
  const shown = new ShownOutput({ text, maxSaved: MAX_SAVED });
  const kept = new KeptOutput();
  kept.gap(saved.missingBytes);
  kept.add(text);
  const startedAt = new Date(saved.startedAt);
  pageCommand.value = { data, startedAt, shown, kept, ending: undefined };
  try {
    const client = await connect(service, { saved: saved.client });
    const operation = client.resumed as Operation<wire.CommandComplete> | null;
    if (operation !== null) return await read({ client, operation });
    await client.close();
    end({ error: undefined });
  } catch (error) {
    end({ error });
  }
}

/** Cancels the command, and waits for its ending. */
export async function cancelCommand(): Promise<void> {
  await running.peek()?.operation.cancel();
}

/** Types into the command. */
export function typeIntoCommand(text: string): void {
  running.peek()?.operation.write(text);
}

/** Returns the size of the screen when it is in the page; undefined when it is not shown. */
async function sizeOf({ screen }: ShownOutput): Promise<Size | undefined> {
  const terminal = await screen.terminal.catch(() => undefined);
  if (terminal === undefined) return undefined;
  await new Promise<void>((resolve) => {
    terminal.onResize(() => resolve());
    setTimeout(resolve, SHOWN_MS);
  });
  return terminal.element === undefined ? undefined : { cols: terminal.cols, rows: terminal.rows };
}

/** Has the command's terminal follow the size of the screen. */
async function followSize({ screen }: ShownOutput, operation: Operation<unknown>): Promise<void> {
  const terminal = await screen.terminal.catch(() => undefined);
  terminal?.onResize((size) => operation.resize(size));
}

/** Reads a command to its ending, and saves its state at pauses. */
async function read(now: Running): Promise<void> {
  const { client, operation } = now;
  running.value = now;
  const command = pageCommand.peek();
  if (command === undefined) return;
  void followSize(command.shown, operation);
  save();
  let saving: ReturnType<typeof setTimeout> | undefined;
  const saveLater = () => {
    saving = undefined;
    save();
  };
  addEventListener("pagehide", save);
  try {
    for await (const event of operation) {
      if (event.type === "output") command.kept.add(event.data);
      if (event.type === "gap") command.kept.gap(event.bytes);
      await command.shown.show(event);
      saving ??= setTimeout(saveLater, SAVE_MS);
    }
    end({ complete: await operation.done() });
  } catch (error) {
    end({ error });
  } finally {
    clearTimeout(saving);
    removeEventListener("pagehide", save);
    await client.close();
  }
}

function end(ending: CommandEnding): void {
  running.value = undefined;
  const error = "error" in ending ? ending.error : undefined;
  const command = pageCommand.peek();
  const isTaken = isElsewhere(error);
  pageCommand.value = isTaken || command === undefined
    ? undefined
    : { ...command, ending, endedAt: new Date() };
  if (!isTaken) forget(KEY);
}

/** Saves the command that runs, for a page that goes on with it. */
function save(): void {
  const now = running.peek();
  const command = pageCommand.peek();
  if (now === undefined || command === undefined) return;
  const { data, startedAt, shown: { text }, kept } = command;
  const saved: SavedCommand = {
    data,
    startedAt: startedAt.toISOString(),
    client: now.client.save(),
    text,
    missingBytes: Math.max(0, kept.totalBytes - bytesOf(text)),
  };
  remember(KEY, saved);
}
