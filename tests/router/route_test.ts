import { assert, assertEquals } from "@std/assert";
import { Cancel, ClientMessageSchema, SshInput } from "../../src/protocol/client_messages.ts";
import { GetLockStatus } from "../../src/protocol/session_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { type Call, on, type Route } from "../../src/router/route.ts";
import { operationRoutes } from "../../src/operations/routes.ts";
import type { OperationContext } from "../../src/operations/service.ts";

// The type checker is the judge here: `deno test` refuses to run this file when an expected error
// is not one.

async function* nothing(_call?: unknown): AsyncIterable<ServerEvent> {}

Deno.test("on: a handler's input is the message's data", () => {
  on(
    SshInput,
    async function* ({ input }: Call<{ input: string }, unknown>): AsyncIterable<ServerEvent> {
      yield { type: "status", message: input.input };
    },
  );
  // @ts-expect-error -- ssh_input has no field called command
  on(SshInput, (call: Call<{ command: string }, unknown>) => nothing(call));
});

Deno.test("Handler: yields the protocol's events with their fields only", () => {
  on(Cancel, async function* (): AsyncIterable<ServerEvent> {
    // @ts-expect-error -- there is no such event
    yield { type: "no_such_event" };
    // @ts-expect-error -- there is no such field
    yield { type: "status", message: "x", no_such_field: 1 };
    // @ts-expect-error -- seq is missing
    yield { type: "output", data: "x" };
  });
});

Deno.test("operationRoutes: every message of the protocol has a route, under its own name", () => {
  const types = ClientMessageSchema.options.map((schema) => schema.shape.type.value);
  assertEquals(Object.keys(operationRoutes).sort(), types.sort());
  for (const [type, { schema }] of Object.entries(operationRoutes)) {
    assert(!schema.safeParse({ type: "no_such_message" }).success);
    const issues = schema.safeParse({ type }).error?.issues ?? [];
    assertEquals(issues.filter(({ path }) => path[0] === "type"), [], type);
  }
  type Table = { readonly cancel: Route<"cancel", OperationContext> };
  // @ts-expect-error -- the handler of get_lock_status stands under the wrong name
  const wrong = { cancel: on(GetLockStatus, nothing) } satisfies Table;
  assertEquals(Object.keys(wrong), ["cancel"]);
});
