import { assertEquals } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { GetLockStatus } from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { dispatch, type Endpoint } from "../../src/router/dispatch.ts";
import { on, type Routes } from "../../src/router/route.ts";
import type { StubContext } from "../../src/stub/context.ts";
import { stubRoutes } from "../../src/stub/routes.ts";
import { memoryLog } from "../harness/memory_log.ts";

/** Dispatches a message whose handler throws `cause`. Returns what was logged and answered. */
async function failWith(cause: unknown): Promise<{ lines: string[]; sent: ServerEvent[] }> {
  const log = memoryLog();
  const sent: ServerEvent[] = [];
  const routes = {
    ...stubRoutes,
    get_lock_status: on(GetLockStatus, () => {
      throw cause;
    }),
  } satisfies Routes<StubContext>;
  // The handler needs nothing of the context.
  const endpoint = { routes, context: {}, maxFrameBytes: 1_000 } as Endpoint<StubContext>;
  const peer = {
    id: "id",
    address: "127.0.0.1:1",
    log,
    signal: new AbortController().signal,
    send: (event: ServerEvent) => void sent.push(event),
    drained: () => Promise.resolve(),
  };
  await dispatch('{"type":"get_lock_status"}', { peer, endpoint });
  return { lines: log.lines.map(({ line }) => line), sent };
}

Deno.test("dispatch: a fault of ours is logged as an error, one of a client as a warning, each once", async () => {
  const fault = await failWith(new TypeError("x is not a function"));
  assertEquals(fault.lines, ["error message failed"]);
  assertEquals(fault.sent, [{
    type: "error",
    message: "Internal server error",
    detail: undefined,
    error_code: 10000,
  }]);
  const refusal = await failWith(new AppError("TASK_NOT_FOUND", "Nothing runs"));
  assertEquals(refusal.lines, ["warn message failed"]);
  assertEquals(refusal.sent.length, 1);
});
