import { orAborted } from "../async/or_aborted.ts";
import type { Server } from "../domain/server.ts";
import { decode } from "../output/decode.ts";
import { createEncoder } from "../output/encode.ts";
import { LiveView } from "../output/live_view.ts";
import type { OpenTerminalData } from "../protocol/client_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { serverCalled, type StubContext } from "./context.ts";
import { operate } from "./operate.ts";
import { type Shells, UNKNOWN_EXIT } from "../domain/shell.ts";
import { TerminalOperation } from "./terminal_operation.ts";

/** Opens an interactive login shell. @throws {AppError} 23002, 50006, 50008, 50010, 20005 and those of connecting */
export function openTerminal(
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
  const { term, window } = input;
  const events = live({ server, shells, operation, term, window });
  return operate(call, { operation, subject, events });
}

/** One terminal on its way. */
interface Run {
  readonly server: Server;
  readonly shells: Shells;
  readonly operation: TerminalOperation;
  readonly term: string;
  readonly window: number | undefined;
}

/** Connects, shows what the terminal prints, and tells how its shell ended; by then nothing of it is left open. */
async function* live(
  { server, shells, operation, term, window }: Run,
): AsyncGenerator<ServerEvent> {
  const startedMs = performance.now();
  let exit = UNKNOWN_EXIT;
  yield { type: "status", message: `Connecting to ${server.name}...` };
  {
    const { size, signal } = operation;
    await using shell = await shells.open(server, { size, term, signal });
    yield { type: "status", message: `Connected to ${server.name}` };
    const view = new LiveView(decode(shell.output, server.encoding), {
      rows: () => operation.size.rows,
      window,
    });
    operation.attach(shell, () => view.overtake());
    for await (const frame of view.frames()) {
      if (typeof frame !== "string") {
        yield { type: "gap", bytes: frame.bytes };
        continue;
      }
      for await (const piece of operation.pieces(frame)) {
        yield { type: "output", data: piece.text, seq: piece.seq };
      }
    }
    signal.throwIfAborted();
    exit = await orAborted(signal, shell.exit);
    signal.throwIfAborted();
  }
  const { exitCode, signal } = exit;
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
