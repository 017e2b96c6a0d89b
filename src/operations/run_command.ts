import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import { type Exit, type Shell, UNKNOWN_EXIT } from "../domain/shell.ts";
import { AppError } from "../errors.ts";
import { createEncoder } from "../output/encode.ts";
import { StopPhrase } from "../output/until.ts";
import type { SshCommandData } from "../protocol/client_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { awaitStart } from "./await_start.ts";
import { detachCommand } from "./detach_command.ts";
import { CommandOutput, type CommandOutputOptions } from "./command_output.ts";
import { onShell } from "./on_shell.ts";
import { type Completion, operate } from "./operate.ts";
import { type OperationContext, serverNamed } from "./service.ts";
import { TerminalOperation } from "./terminal_operation.ts";

/**
 * Runs a command and streams its output, or starts a detached one.
 *
 * @throws {AppError} 12000 for a stop phrase without a visible character or a command that the
 * server's encoding lacks, 11001, 23002, 50006, 50008, 50010, 50000, 22001, 22004, 50003, 20005 and
 * the errors of connecting
 */
export function runCommand(
  call: Call<SshCommandData, OperationContext>,
): AsyncIterable<ServerEvent> {
  const { input, context: { service } } = call;
  const server = serverNamed(input.server_name, call.context);
  const stop = stopPhrase(input);
  const encode = createEncoder(server.encoding);
  const operation = new TerminalOperation({ size: input, encode, window: input.window });
  if (input.detach) {
    operation.encode(input.command, "data.command");
    return detachCommand(call);
  }
  const { signal } = operation;
  const command = { input, server, stop, operation };
  const subject = {
    kind: "ssh_command",
    serverName: server.name,
    transferName: null,
    command: input.command,
  } as const;
  const start = (onWait: () => void) => {
    const bytes = operation.encode(input.command, "data.command");
    const { size } = operation;
    return service.shells.start(server, { command: bytes, size, signal, onWait });
  };
  const shellEvents = onShell(server, { start, events: (shell) => live(shell, command), signal });
  return operate(call, {
    operation,
    subject,
    servers: [server.name],
    events: bounded(shellEvents, command),
  });
}

/** Yields the events of the command, which is stopped after its total timeout. */
async function* bounded(
  events: AsyncGenerator<ServerEvent, Exit>,
  command: CommandOutputOptions,
): AsyncGenerator<ServerEvent, Completion> {
  const { input: { server_name, timeout_seconds }, operation } = command;
  operation.stopAfter(timeout_seconds, () => {
    const detail = `The command on ${server_name} took longer than ${timeout_seconds} s`;
    return new AppError("SSH_COMMAND_TIMEOUT", detail);
  });
  return completion(command, yield* events);
}

/** Yields the output of the command, up to its stop phrase, and returns its exit. */
async function* live(
  shell: Shell,
  command: CommandOutputOptions,
): AsyncGenerator<ServerEvent, Exit> {
  const { input, server, stop, operation } = command;
  const { signal } = operation;
  using output = new CommandOutput(command);
  operation.attach(shell, () => output.flush());
  yield* awaitStart(shell, { server, operation, login: output.watched(shell.login) });
  for await (const text of output.textOf(shell)) yield* operation.outputs(text);
  signal.throwIfAborted();
  if (!stop?.found) return await orAborted(signal, shell.exit);
  return await exitWithin(shell, { seconds: input.stop_grace_seconds, signal });
}

/** Waits for a command to exit by itself after its stop phrase. Hangs it up after `seconds`. */
async function exitWithin(
  shell: Shell,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<Exit> {
  shell.discardOutput();
  const exit = await within(seconds * 1000, orAborted(signal, shell.exit));
  if (exit !== undefined) return exit;
  shell.hangUp();
  return UNKNOWN_EXIT;
}

/**
 * Returns the good ending.
 *
 * @throws {AppError} 50000 when the command failed before its stop phrase appeared
 */
function completion(
  { input, stop }: CommandOutputOptions,
  { exitCode, signal }: Exit,
): Completion {
  if (stop !== undefined && !stop.found && exitCode !== 0) {
    const how = exitCode === null
      ? `was ended by ${signal ?? "the server"}`
      : `ended with exit code ${exitCode}`;
    const facts = exitCode === null ? {} : { exit_code: exitCode };
    const detail = `The command ${how} before the stop phrase appeared`;
    throw new AppError("COMMAND_FAILED", detail, { facts });
  }
  return {
    type: "complete",
    message: `Command execution completed: ${input.command}`,
    server_name: input.server_name,
    command: input.command,
    reason: stop?.found ? "stop_phrase" : "exited",
    exit_code: exitCode,
    signal,
  };
}

/** Returns the reader of the stop phrase, if any. @throws {AppError} 12000 */
function stopPhrase({ stop_phrase }: SshCommandData): StopPhrase | undefined {
  if (stop_phrase === undefined) return undefined;
  try {
    return new StopPhrase(stop_phrase);
  } catch (cause) {
    const detail = "data.stop_phrase: has no visible character";
    throw new AppError("VALIDATION_FAILED", detail, { cause });
  }
}
