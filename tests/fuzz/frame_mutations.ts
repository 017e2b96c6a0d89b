import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import { operationRoutes } from "../../src/operations/routes.ts";
import type { Random } from "../output/random.ts";
import { OPCODE } from "../sockets/raw_frame.ts";
import { junk, mutatedBytes, ODD_TEXTS } from "./junk.ts";

/** Frame of a client. */
export interface FuzzFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** Text of a text frame that is valid UTF-8. */
  readonly text?: string;
}

/** Options for {@linkcode fuzzFrame}. */
export interface FrameOptions {
  /** Id of the message, unless a mutation changes it. */
  readonly id: string;
  /** Resume tokens that the service has given. */
  readonly tokens: readonly string[];
  /** Secret of the latest session. */
  readonly sessionToken: string;
  /** Whether messages that end what runs are left out, so that commands come to their end. */
  readonly isCalm: boolean;
}

type Fields = Record<string, unknown>;

/** Types of messages that end what runs. */
const ENDERS = ["cancel", "end_session", "force_end_session", "resume"];
const TYPES = Object.keys(operationRoutes) as ClientMessage["type"][];
const CALM_TYPES = TYPES.filter((type) => !ENDERS.includes(type));
const EXAMPLES = new Map<string, Fields>(
  Object.entries(operationRoutes).map(([type, { schema }]) => {
    const [example] = (schema.meta()?.examples ?? []) as Fields[];
    const data: Fields = { ...example?.data as Fields | undefined };
    for (const name of ["server_name", "transfer_name"]) if (name in data) data[name] = "x";
    return [type, { ...example, data }];
  }),
);
const SERVERS = ["mdwap1p", "mypap1d"];
const COMMANDS = ["true", "echo hi", "exit 3", "cat", "sleep 9", "printf x", "seq 99"];
const INPUTS = ["hi\r", "\x03", "\x04", "exit\r", "한글"];
const ENCODER = new TextEncoder();

/** Returns a frame: a valid message in 1 of 4 cases, a mutated one otherwise. */
export function fuzzFrame(random: Random, options: FrameOptions): FuzzFrame {
  const message = validMessage(random, options);
  if (random.chance(25)) return textFrame(JSON.stringify(message));
  for (let step = 0; step <= random.below(3); step++) mutateFields(message, random);
  keepHarmless(message);
  let text = JSON.stringify(message);
  if (random.chance(30)) text = harmlessText(mutatedText(text, random));
  if (random.below(2_000) === 0) text = `{"type":"hello","data":"${"x".repeat(1_100_000)}"}`;
  if (random.below(400) > 0) return textFrame(text);
  const payload = mutatedBytes(ENCODER.encode(text.slice(0, 400)), random);
  const opcode = random.chance(90) ? OPCODE.binary : OPCODE.text;
  return { opcode, payload: opcode === OPCODE.text ? Uint8Array.of(0xff, ...payload) : payload };
}

/** Returns a frame with `text`, in which UTF-8 has no lone surrogates. */
export function textFrame(text: string): FuzzFrame {
  return { opcode: OPCODE.text, payload: ENCODER.encode(text), text: text.toWellFormed() };
}

/** Returns a message that the schemas accept. Few start something on a server. */
function validMessage(random: Random, options: FrameOptions): Fields {
  const { id, tokens, sessionToken, isCalm } = options;
  const message: Fields = structuredClone(
    EXAMPLES.get(random.of(isCalm ? CALM_TYPES : TYPES)) ?? {},
  );
  message.request_id = id;
  const data = message.data as Fields;
  // A command takes as long as 1,000 other messages, and a terminal a second.
  const rarity = message.type === "open_terminal" ? 4_000 : 400;
  if ("server_name" in data && random.below(rarity) === 0) data.server_name = random.of(SERVERS);
  // Without a name it is the configured transfer, which takes as long.
  if ("transfer_name" in data && random.below(1_000) === 0) delete data.transfer_name;
  if ("command" in data) {
    data.command = random.of(COMMANDS);
    if (random.chance(80)) delete data.stop_phrase;
  }
  if ("input" in data) data.input = random.of(INPUTS);
  if (message.type === "open_terminal" && random.chance(30)) data.window = 4 + random.below(99);
  if ("session_token" in data && random.chance(50)) data.session_token = sessionToken;
  if ("token" in data && random.chance(50)) {
    Object.assign(data, { token: random.of(tokens), seq: 0 });
  }
  return message;
}

/** Changes, adds, removes or swaps fields of a message. */
function mutateFields(message: Fields, random: Random): void {
  const { data } = message;
  const inner = typeof data === "object" && data !== null && random.chance(70)
    ? data as Fields
    : message;
  const keys = Object.keys(inner);
  const key = keys.length > 0 ? random.of(keys) : "data";
  const set = (name: string, value: unknown) =>
    Object.defineProperty(inner, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  random.of<() => unknown>([
    () => key === "transfer_name" || delete inner[key],
    () => set(key, junk(random)),
    () => set(random.of([...ODD_TEXTS, "type", "data", "seq", "cols", "window"]), junk(random)),
    () => set(key, inner[random.of(keys.length > 0 ? keys : ["type"])]),
    () => message.data = structuredClone(EXAMPLES.get(random.of(TYPES))?.data),
    () => message.type = random.of([...CALM_TYPES, ...ODD_TEXTS]),
  ])();
}

/** Returns text that is perhaps no JSON any more. */
function mutatedText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const open = text.indexOf("{") + 1;
  const depth = 1 + random.below(5_000);
  return random.of<() => string>([
    () => text.slice(0, at),
    () => text.slice(0, at) + random.of([...ODD_TEXTS, ...'"{}[],:\\0']) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1 + random.below(5)),
    () => `{"type":"hello","request_id":"twice",${text.slice(open)}`,
    () => `${text.slice(0, -1)},"type":"get_lock_status","__proto__":{"type":"x"}}`,
    () => `[${text}]`,
    () => text + text,
    () => `${random.of([" ", "\n", "\ufeff", "\0"])}${text}`,
    () => text.replace(/"data":/, `"data":${"[".repeat(depth)}${"]".repeat(depth)},"x":`),
    () => text.replace(/:"[^"]*"/, `:${random.of(["1e999", "-", "0x1", "NaN", "01", "\\u12"])}`),
  ])();
}

/** Removes what a shell would obey from texts that may reach one. */
function keepHarmless(message: Fields): void {
  const { data } = message;
  if (typeof data !== "object" || data === null) return;
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === "string") (data as Fields)[name] = value.replace(OBEYED, "_");
  }
}

/** Does the same for a text of JSON, which has quotes, braces and backslashes of its own. */
function harmlessText(text: string): string {
  return text.replace(/[$`;|&<>()*?~!\n]/g, "_");
}

/** Characters with a meaning for a shell, and the line ends that run a command. */
const OBEYED = /[$`;|&<>()\\\n*?{}~!"'/]/g;
