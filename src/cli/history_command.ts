import { PinkPageError, type wire } from "../client/mod.ts";
import { printAnswer } from "./answer.ts";
import { type Call, withService } from "./call.ts";
import { CommandFailure } from "./command_failure.ts";
import type { CommonOptions } from "./common_options.ts";
import { BAD_ANSWER } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { localTime } from "./local_time.ts";
import { endingOf, KINDS, operationRow } from "./operation_row.ts";

/** Code of a record that does not exist. */
const NOT_FOUND = 13000;

/** Arguments of `history`. */
export interface HistoryOptions extends CommonOptions {
  /** Id of one operation. */
  readonly id?: string;
  /** Name of a server. */
  readonly server?: string;
  /** Kind of the operations, on the wire. */
  readonly kind?: wire.OperationKind;
  /** Ending of the operations. */
  readonly ending?: wire.OperationEnding;
  /** Earliest time, in ISO 8601 UTC. */
  readonly since?: string;
  /** Maximum number of operations. */
  readonly limit?: number;
  /** Whether the kept output of the operation is printed. */
  readonly output?: boolean;
}

/**
 * Prints the operations that ran, or one of them. Resolves to 0, or to 1 when there is none.
 *
 * @throws {CommandFailure} when output is asked for without an id
 */
export function historyCommand(io: Io, options: HistoryOptions): Promise<number> {
  const { id, output } = options;
  if (output && id === undefined) {
    throw new CommandFailure("--output needs the id of an operation: history ID --output");
  }
  return withService(io, options, async (call) => {
    if (id === undefined) return await list(io, { ...options, call });
    return await show(io, { ...options, call, id }).catch(async (error) => {
      const isMissing = error instanceof PinkPageError && error.code === NOT_FOUND;
      if (!isMissing) throw error;
      const { reportError } = await import("./report_error.ts");
      await reportError(io, error);
      return BAD_ANSWER;
    });
  });
}

/** Arguments with an open connection. */
type Asked = HistoryOptions & { readonly call: Call };

async function list(io: Io, { call, ...options }: Asked): Promise<number> {
  const { server: server_name, kind, ending, since, limit } = options;
  const query = { server_name, kind, ending, since, limit };
  const given = Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined),
  );
  const { items } = await call.client.get("/api/v1/operations", given);
  await printAnswer(io, options, { records: items, text: items.map(operationRow) });
  return items.length === 0 ? BAD_ANSWER : 0;
}

async function show(
  io: Io,
  { call: { client }, id, ...options }: Asked & { readonly id: string },
): Promise<number> {
  if (options.output) {
    const text = await client.get("/api/v1/operations/{id}/output", { id });
    const lines = io.stdout.isTerminal ? text : text.replaceAll("\r\n", "\n");
    await io.stdout.write(lines);
    return 0;
  }
  const operation = await client.get("/api/v1/operations/{id}", { id });
  await printAnswer(io, options, { records: [operation], text: factsOf(operation) });
  return 0;
}

/** Returns the facts of an operation as rows. */
function factsOf(operation: wire.Operation): string[][] {
  const { operation_id, kind, name, peer_address, server_name, transfer_name, command } = operation;
  const { started_at, ended_at, files, bytes, output_bytes } = operation;
  const facts = {
    id: operation_id,
    kind: KINDS[kind],
    by: `${name ?? "–"} (${peer_address})`,
    server: server_name,
    transfer: transfer_name,
    command,
    started: localTime(started_at),
    ended: ended_at === null ? null : localTime(ended_at),
    ending: endingOf(operation),
    files: files === null ? null : String(files),
    bytes: String(bytes),
    kept: `${output_bytes} bytes of output`,
  };
  return Object.entries(facts).flatMap(([name, value]) => value === null ? [] : [[name, value]]);
}
