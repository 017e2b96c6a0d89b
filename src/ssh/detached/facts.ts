import type { Buffer } from "node:buffer";
import type { ClientChannel } from "../../ssh2/ssh2.ts";
import type { RemoteCommand } from "../remote_command.ts";
import { type ScriptCall, scriptText } from "./scripts.ts";

/** Facts that a script has told, each as its words. */
export type Facts = readonly (readonly string[])[];

/** Maximum length of a line, in characters. Start-up files of the user may print anything. */
const LINE_CHARACTERS = 4_096;

/** Options for {@linkcode callScript}. */
export interface CallOptions {
  /** Path of the installation's folder, below the home folder. */
  readonly folder: string;
  /** Bytes after the script on its standard input. Default: none. */
  readonly input?: Uint8Array | undefined;
  /** Whether the key follows them, so that the script knows their end. Default: false. */
  readonly endsWithKey?: boolean;
}

/**
 * Runs a script to its end.
 *
 * @param command shell that was started with `START_SCRIPT`
 * @returns its facts; none when the server runs another command instead
 * @throws {AppError} 20005
 */
export async function callScript(
  { channel, exit }: RemoteCommand,
  call: ScriptCall,
  { folder, input = new Uint8Array(), endsWithKey = false }: CallOptions,
): Promise<Facts> {
  const key = crypto.randomUUID();
  const facts = readFacts(channel, key);
  channel.resume();
  channel.write(scriptText(call, { folder, key }));
  channel.write(input);
  channel.end(endsWithKey ? key : "");
  await exit;
  return await facts;
}

/** Reads the lines of standard error that start with `key`, until the channel closes. */
export async function readFacts(channel: ClientChannel, key: string): Promise<Facts> {
  const facts: string[][] = [];
  let line = "";
  channel.stderr.on("data", (chunk: Buffer) => {
    const lines = (line + chunk.toString("latin1")).split("\n");
    line = lines.pop()?.slice(-LINE_CHARACTERS) ?? "";
    const told = lines.filter((text) => text.startsWith(`${key} `));
    facts.push(...told.map((text) => text.split(" ").slice(1)));
  });
  await new Promise<void>((resolve) => {
    channel.stderr.once("end", resolve);
    channel.once("close", resolve);
  });
  return facts;
}

/** Returns the words of the first fact `name` after that name. */
export function factOf(facts: Facts, name: string): readonly string[] | undefined {
  return facts.find(([first]) => first === name)?.slice(1);
}
