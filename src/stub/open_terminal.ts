import type { ServerConfig } from "../config.ts";
import { decode } from "../output/decode.ts";
import { createEncoder } from "../output/encode.ts";
import { LiveView } from "../output/live_view.ts";
import type { OpenTerminalData } from "../protocol/client_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { serverCalled, type StubContext } from "./context.ts";
import { exitOf, UNKNOWN_EXIT } from "./exit_of.ts";
import { operate } from "./operate.ts";
import type { Exit, Shells } from "./shells.ts";
import { TerminalOperation } from "./terminal_operation.ts";

/** Opens an interactive login shell. @throws {AppError} 23002, 50006, 50008, 50010, 20005 and those of connecting */
export async function* openTerminal(
  call: Call<OpenTerminalData, StubContext>,
): AsyncIterable<ServerEvent> {
  const { input, context } = call;
  const server = serverCalled(input.server_name, context);
  const encode = createEncoder(server.encoding);
  const operation = new TerminalOperation({ size: input, encode, window: input.window });
  const { shells } = context;
  const subject = {
    kind: "open_terminal",
    serverName: server.name,
    transferName: null,
    command: null,
  } as const;
  const events = run({ server, shells, operation, term: input.term });
  yield* operate(call, { operation, subject, events });
}

/** One terminal on its way. */
interface Run {
  readonly server: ServerConfig;
  readonly shells: Shells;
  readonly operation: TerminalOperation;
  readonly term: string;
}

async function* run({ server, ...terminal }: Run): AsyncIterable<ServerEvent> {
  const startedMs = performance.now();
  const { exitCode, signal } = yield* live({ server, ...terminal });
  yield {
    type: "complete",
    message: "Terminal closed",
    server_name: server.name,
    command: null,
    reason: "exited",
    exit_code: exitCode,
    signal,
    duration_ms: Math.round(performance.now() - startedMs),
  };
}

/** Connects, shows what the terminal prints, and returns how its shell ended. */
async function* live(
  { server, shells, operation, term }: Run,
): AsyncGenerator<ServerEvent, Exit> {
  yield { type: "status", message: `Connecting to ${server.name}...` };
  const { size, signal } = operation;
  await using shell = await shells.open(server, { size, term, signal });
  yield { type: "status", message: `Connected to ${server.name}` };
  const view = new LiveView(decode(shell.output, server.encoding), {
    rows: () => operation.size.rows,
  });
  operation.attach(shell, () => view.overtake());
  for await (const frame of view.frames()) {
    if (typeof frame === "string") yield* operation.outputs(frame);
    else yield { type: "gap", bytes: frame.bytes };
  }
  signal.throwIfAborted();
  const exit = await exitOf(shell, signal);
  signal.throwIfAborted();
  return exit ?? UNKNOWN_EXIT;
}
