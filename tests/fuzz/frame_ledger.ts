import { operationRoutes } from "../../src/operations/routes.ts";
import { requestIdOf } from "../../src/router/read_frame.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { isEnding } from "../../src/router/dispatch.ts";
import type { FuzzFrame } from "./frame_mutations.ts";
import type { FuzzSocket } from "./fuzz_socket.ts";

/** Types of messages that have no answer of their own when they are valid. */
const SILENT = ["cancel", "ssh_input", "resize", "ack", "ask_session", "force_end_session"];
/** Types of events that answer a message, besides the endings of operations. */
const ANSWERS = [
  ...["session_started", "session_joined", "session_ended", "lock_status", "hello", "resumed"],
  ...["run_started", "run_plan", "run_status", "step_status"],
];

/** Answers that the service owes to the clients of a run. */
export class FrameLedger {
  /** Sockets that are owed an answer, by the ids of the messages, in the order of sending. */
  readonly #owed = new Map<string, FuzzSocket>();
  /** Number of errors without an id that each socket is owed. */
  readonly #anonymous = new Map<FuzzSocket, number>();
  #changed = Promise.withResolvers<void>();
  /** Number of events so far, by their types; errors by their codes. */
  readonly seen: Record<string, number> = {};

  /** Whether every answer has come. */
  get isSettled(): boolean {
    return this.#owed.size === 0 && [...this.#anonymous.values()].every((count) => count <= 0);
  }

  /** Sockets that are owed an answer. */
  get creditors(): ReadonlySet<FuzzSocket> {
    return new Set(this.#owed.values());
  }

  /** Records that `socket` sends `frame`. */
  expect(socket: FuzzSocket, { text }: FuzzFrame): void {
    const message = parsed(text);
    const id = requestIdOf(message);
    if (message === undefined) {
      this.#anonymous.set(socket, (this.#anonymous.get(socket) ?? 0) + 1);
    } else if (id !== undefined && !isSilent(message)) this.#owed.set(id, socket);
  }

  /** Records an event. @throws {Error} for an internal error of the service */
  receive(socket: FuzzSocket, event: ServerEvent): void {
    const name = event.type === "error" ? `error ${event.error_code}` : event.type;
    this.seen[name] = (this.seen[name] ?? 0) + 1;
    if (event.type === "error" && event.error_code === 10_000) {
      throw new Error(`internal error: ${JSON.stringify(event)}`);
    }
    const id = "request_id" in event ? event.request_id : undefined;
    if (event.type === "resumed") this.#excuseBefore(socket, id);
    if (id !== undefined && (isEnding(event) || ANSWERS.includes(event.type))) {
      this.#owed.delete(id);
    } else if (event.type === "error") {
      this.#anonymous.set(socket, (this.#anonymous.get(socket) ?? 0) - 1);
    }
    if (this.isSettled) this.#changed.resolve();
  }

  /** Records that `socket` has ended: nothing is owed to it any more. */
  forget(socket: FuzzSocket): void {
    this.#anonymous.delete(socket);
    for (const [id, owner] of this.#owed) if (owner === socket) this.#owed.delete(id);
    if (this.isSettled) this.#changed.resolve();
  }

  /** Starts the next batch: errors without an id are counted anew. */
  begin(): void {
    this.#anonymous.clear();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves when every answer has come. */
  settled(): Promise<void> {
    return this.isSettled ? Promise.resolve() : this.#changed.promise;
  }

  /** Returns the ids of the messages that have no answer. */
  unanswered(): string {
    return `${[...this.#owed.keys()].slice(0, 20)}; without id: ${[...this.#anonymous.values()]}`;
  }

  /** Excuses what a client sent before a resume replaced it: nothing is owed for that. */
  #excuseBefore(socket: FuzzSocket, id: string | undefined): void {
    this.#anonymous.delete(socket);
    for (const [other, owner] of this.#owed) {
      if (other === id) return;
      if (owner === socket) this.#owed.delete(other);
    }
  }
}

type Message = Parameters<typeof requestIdOf>[0];

/** Returns the message that `text` is, or undefined when the router cannot know its type. */
function parsed(text: string | undefined): Message {
  try {
    const message = JSON.parse(text ?? "");
    return typeof message?.type === "string" && !Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function isSilent(message: NonNullable<Message>): boolean {
  if (!SILENT.includes(message.type)) return false;
  const { schema } = operationRoutes[message.type as keyof typeof operationRoutes];
  return schema.safeParse(message).success;
}
