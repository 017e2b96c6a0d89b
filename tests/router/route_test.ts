import { assertEquals } from "@std/assert";
import {
  Cancel,
  ClientMessageSchema,
  GetLockStatus,
  SshInput,
} from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { type Call, on, type Routes } from "../../src/router/route.ts";
import { stubRoutes } from "../../src/operations/routes.ts";

// The type checker is the judge here: `deno test` refuses to run this file when an expected error is not one.

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

Deno.test("Routes: every message of the protocol has the handler of its own name", () => {
  // @ts-expect-error -- the handler of get_lock_status stands under the wrong name
  const wrong: Pick<Routes<unknown>, "cancel"> = { cancel: on(GetLockStatus, nothing) };
  assertEquals(Object.keys(wrong), ["cancel"]);
  // @ts-expect-error -- there is no such message
  const unknown: keyof Routes<unknown> = "no_such_message";
  assertEquals(unknown, "no_such_message");
  assertEquals(Object.keys(stubRoutes).length, ClientMessageSchema.options.length);
});
