import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { decide, type LeaseEvent as AnyEvent } from "../../src/domain/lease.ts";
import { FREE, type LeaseState } from "../../src/domain/lease_state.ts";
import { AppError } from "../../src/errors.ts";
import { Random, seeds } from "../output/random.ts";

/** Event of a client. */
type LeaseEvent = Exclude<AnyEvent, { readonly type: "time_passed" | "new_fence" }>;

const CLIENTS = ["a", "b", "c", "d"];
const TOKENS = ["first", "second"];
const TYPES: readonly LeaseEvent["type"][] = [
  "start_session",
  "join_session",
  "end_session",
  "run_command",
  "run_transfer",
  "operation_ended",
  "session_lost",
];

/** Client of the model. */
interface Actor {
  place: "outside" | "owner" | "member";
  isBusy: boolean;
}

/** Model of session, lock and operations: what the protocol promises, client by client. */
class Model {
  readonly #commandLock: boolean;
  readonly #actors = new Map(CLIENTS.map((id): [string, Actor] => {
    return [id, { place: "outside", isBusy: false }];
  }));
  #token: string | undefined;
  #isEnding = false;

  constructor(commandLock: boolean) {
    this.#commandLock = commandLock;
  }

  get isActive(): boolean {
    return this.#token !== undefined;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Ids of the clients in a place, or of those that run an operation. */
  ids(what: Actor["place"] | "busy"): string[] {
    return CLIENTS.filter((id) => {
      const { place, isBusy } = this.#of(id);
      return what === "busy" ? isBusy : place === what;
    });
  }

  /** Takes an event. Returns the code of its refusal, or `undefined`. */
  take(event: LeaseEvent): number | undefined {
    const actor = this.#of(event.clientId);
    const refusal = this.#refusal(event, actor);
    if (refusal !== undefined) return refusal;
    if (event.type === "start_session") {
      actor.place = "owner";
      this.#token = event.token;
    } else if (event.type === "join_session") actor.place = "member";
    else if (event.type === "operation_ended") actor.isBusy = false;
    else if (event.type === "run_command" || event.type === "run_transfer") actor.isBusy = true;
    else if (actor.place === "owner") this.#isEnding = true;
    else actor.place = "outside";
    if (this.#isEnding && this.ids("busy").length === 0) this.#free();
    return undefined;
  }

  #refusal(event: LeaseEvent, { place, isBusy }: Actor): number | undefined {
    const isOutside = place === "outside";
    const othersRun = this.ids("busy").length > 0;
    switch (event.type) {
      case "start_session":
        return this.isActive ? 50004 : isBusy ? 50010 : othersRun ? 50008 : undefined;
      case "join_session":
        if (!isOutside) return 50004;
        if (isBusy) return 50010;
        if (!this.isActive) return 50005;
        return event.token !== this.#token ? 50007 : this.#isEnding ? 50005 : undefined;
      case "end_session":
        return !this.isActive ? 50005 : isOutside ? 50006 : undefined;
      case "run_transfer":
      case "run_command":
        if (!this.isActive && event.type === "run_transfer") return 50005;
        if (this.isActive && isOutside) return 50006;
        if (isBusy) return 50010;
        if (this.#isEnding) return 50005;
        return !this.isActive && this.#commandLock && othersRun ? 50008 : undefined;
      default:
        return undefined;
    }
  }

  #free(): void {
    for (const actor of this.#actors.values()) actor.place = "outside";
    this.#token = undefined;
    this.#isEnding = false;
  }

  #of(id: string): Actor {
    const actor = this.#actors.get(id);
    assert(actor !== undefined);
    return actor;
  }
}

function assertSame(state: LeaseState, model: Model, why: string): void {
  const { sessions: [session = null, ...others], running: operations } = state;
  const running = operations.map(({ clientId }) => clientId);
  assertEquals(others, [], why);
  assertEquals([...running].sort(), model.ids("busy"), why);
  assertEquals(session === null ? [] : [session.owner], model.ids("owner"), why);
  assertEquals([...session?.members ?? []].sort(), model.ids("member"), why);
  assertEquals(session?.isEnding ?? false, model.isEnding, why);
  assert(!session?.isEnding || running.length > 0, `a session that ends for ever, ${why}`);
}

for (const commandLock of ["on", "server", "off"] as const) {
  Deno.test(
    `decide: any order of events is as the model has it, COMMAND_LOCK=${commandLock}`,
    () => {
      const seen = new Set<string>();
      for (const seed of seeds(60)) {
        const random = new Random(seed);
        const model = new Model(commandLock !== "off");
        let state = FREE;
        for (let step = 0; step < 200; step++) {
          const type = random.of(TYPES);
          const token = random.of(TOKENS);
          const servers = type === "start_session" ? "*" : ["a"];
          const event = { type, clientId: random.of(CLIENTS), token, servers } as LeaseEvent;
          const before = structuredClone(state);
          const next = decide(state, event, { commandLock });
          const why = `seed ${seed}, step ${step}, ${type}`;
          assertEquals(state, before, `a state was changed, ${why}`);
          const code = next instanceof AppError ? next.code : undefined;
          assertStrictEquals(code, model.take(event), why);
          seen.add(`${type} ${code}`);
          if (!(next instanceof AppError)) state = next;
          assertSame(state, model, why);
        }
      }
      for (const type of TYPES) assert(seen.has(`${type} undefined`), type);
      for (const code of [50004, 50005, 50007, 50010]) assert(seen.has(`join_session ${code}`));
    },
  );
}
