import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import type { Server } from "../domain/server.ts";
import type { Shell } from "../domain/shell.ts";
import { AppError } from "../errors.ts";
import { decode } from "../output/decode.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { TerminalOperation } from "./terminal_operation.ts";

/** Time that a login may take before the client is told its output, in milliseconds. */
const LOGIN_MS = 2_000;
/** Maximum length of a login's text that is kept, in characters. The newest is kept. */
const LOGIN_CHARACTERS = 65_536;
/** Maximum length of a login's text in a status, in characters. The newest is told. */
const STATUS_CHARACTERS = 1_000;

/** Options for {@linkcode awaitStart}. */
export interface AwaitStartOptions {
  /** Server that the command is to run on. */
  readonly server: Pick<Server, "name" | "encoding">;
  /** Operation that the command belongs to. */
  readonly operation: TerminalOperation;
  /** Output of the login: {@linkcode Shell.login}, watched or not. */
  readonly login: AsyncIterable<Uint8Array>;
}

/**
 * Waits until the command of `shell` has started. Sends the login's text as a `status` when the
 * login takes over 2 s, for example at a prompt, and every 2 s while more is printed. Input goes to
 * the login. The text of a login that ends before the command has started is sent as `output`, and
 * never searched for a stop phrase.
 *
 * @throws {AppError} 22004 when the command did not start, 20005 when the connection was lost, or
 * the reason of the operation's signal
 */
export async function* awaitStart(
  shell: Shell,
  { server, operation, login }: AwaitStartOptions,
): AsyncGenerator<ServerEvent> {
  let text = "";
  const reading = (async () => {
    for await (const part of decode(login, server.encoding)) {
      text = (text + part).slice(-LOGIN_CHARACTERS);
    }
    return true;
  })();
  for (let told = ""; await within(LOGIN_MS, reading) === undefined;) {
    if (text === told) continue;
    told = text;
    const shown = text.slice(-STATUS_CHARACTERS);
    yield { type: "status", message: `The command has not started; the login says: ${shown}` };
  }
  if (shell.hasStarted) return;
  const { signal } = operation;
  signal.throwIfAborted();
  yield* operation.outputs(text);
  const { exitCode } = await orAborted(signal, shell.exit);
  throw notStarted(server.name, exitCode);
}

function notStarted(server: string, exitCode: number | null): AppError {
  const how = exitCode === null ? "" : ` with exit code ${exitCode}`;
  return new AppError(
    "SSH_SHELL_ERROR",
    `The login on ${server} ended${how} before the command started: see its output`,
    { facts: exitCode === null ? {} : { exit_code: exitCode } },
  );
}
