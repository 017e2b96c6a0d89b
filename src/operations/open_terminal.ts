import { orAborted } from "../async/or_aborted.ts";
import type { Server } from "../domain/server.ts";
import type { Exit, Shell } from "../domain/shell.ts";
import { decode } from "../output/decode.ts";
import { createEncoder } from "../output/encode.ts";
import { LiveView } from "../output/live_view.ts";
import type { OpenTerminalData } from "../protocol/client_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { onShell } from "./on_shell.ts";
import { type Completion, operate } from "./operate.ts";
import { type OperationContext, serverNamed } from "./service.ts";
import { TerminalOperation } from "./terminal_operation.ts";

/**
 * Opens an interactive login shell.
 *
 * @throws {AppError} 23002, 50006, 50008, 50010, 20005 and the errors of connecting
 */
export function openTerminal(
  call: Call<OpenTerminalData, OperationContext>,
): AsyncIterable<ServerEvent> {
  const { input, context: { service } } = call;
  const { term, window } = input;
  const server = serverNamed(input.server_name, call.context);
  const encode = createEncoder(server.encoding);
  const operation = new TerminalOperation({ size: input, encode, window });
  const { signal } = operation;
  const subject = {
    kind: "open_terminal",
    serverName: server.name,
    transferName: null,
    command: null,
  } as const;
  const shellEvents = onShell(server, {
    start: (onWait) => service.shells.open(server, { size: operation.size, term, signal, onWait }),
    events: (shell) => live(shell, { server, operation, window }),
    signal,
  });
  return operate(call, {
    operation,
    subject,
    servers: [server.name],
    events: terminal(server, shellEvents),
  });
}

async function* terminal(
  server: Server,
  events: AsyncGenerator<ServerEvent, Exit>,
): AsyncGenerator<ServerEvent, Completion> {
  const { exitCode, signal } = yield* events;
  return {
    type: "complete",
    message: "Terminal closed",
    server_name: server.name,
    command: null,
    reason: "exited",
    exit_code: exitCode,
    signal,
  };
}

/** Yields the output of the terminal and the gaps in it, and returns the exit of its shell. */
async function* live(
  shell: Shell,
  { server, operation, window }: {
    server: Server;
    operation: TerminalOperation;
    window: number | undefined;
  },
): AsyncGenerator<ServerEvent, Exit> {
  const view = new LiveView(decode(shell.output, server.encoding), {
    rows: () => operation.size.rows,
    window,
  });
  operation.attach(shell, () => view.catchUp());
  for await (const frame of view.frames()) {
    if (typeof frame === "string") yield* operation.outputs(frame);
    else yield { type: "gap", bytes: frame.bytes };
    // Text can be skipped as long as the view has not given it.
    await operation.whenRoom();
  }
  return await orAborted(operation.signal, shell.exit);
}
