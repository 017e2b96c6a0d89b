import type { Buffer } from "node:buffer";
import type { ClientChannel } from "../../ssh2/ssh2.ts";

/** Facts that a script has told, each as its words. */
export type Facts = readonly (readonly string[])[];

/** Maximum length of a line, in characters. Start-up files of the user may print anything. */
const LINE_CHARACTERS = 4_096;

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
