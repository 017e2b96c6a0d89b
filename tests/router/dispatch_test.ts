import { assertEquals, assertStrictEquals } from "@std/assert";
import { AppError, Cancelled } from "../../src/errors.ts";
import { GetLockStatus } from "../../src/protocol/session_messages.ts";
import { Resize } from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { dispatch } from "../../src/router/dispatch.ts";
import { type Call, type Handler, on } from "../../src/router/route.ts";
import { memoryLog } from "../harness/memory_log.ts";

/** Returns a client that records its events, and the order of sending and waiting. */
function connection() {
  const sent: ServerEvent[] = [];
  const order: string[] = [];
  const { signal } = new AbortController();
  const client = {
    id: "an id",
    signal,
    send(event: ServerEvent) {
      sent.push(event);
      order.push(event.type);
    },
    async drained() {
      order.push("waits");
      await Promise.resolve();
      order.push("goes on");
    },
  };
  return { client, sent, order };
}

/** Returns an endpoint with `handler` for two messages. */
function endpoint(handler: Handler<unknown, string>, log = memoryLog()) {
  const routes = {
    get_lock_status: on(GetLockStatus, handler),
    resize: on(Resize, handler),
  };
  const permit = () => {};
  return { routes, context: "a context", permit, maxFrameBytes: 1000, count: () => {}, log };
}

const throwing = (cause: unknown): Handler<unknown, string> =>
  async function* () {
    yield { type: "status", message: "begins" };
    throw cause;
  };

const ASK = '{"type":"get_lock_status","request_id":"r"}';

Deno.test(
  "dispatch: sends each event with the request_id, and waits after each but the ending",
  async () => {
    const { client, sent, order } = connection();
    const failure = await dispatch(ASK, {
      client,
      endpoint: endpoint(async function* () {
        yield { type: "status", message: "a" };
        yield { type: "cancelled", message: "b" };
      }),
    });
    assertEquals(failure, undefined);
    assertEquals(sent, [
      { type: "status", message: "a", request_id: "r" },
      { type: "cancelled", message: "b", request_id: "r" },
    ]);
    assertEquals(order, ["status", "waits", "goes on", "cancelled"]);
  },
);

Deno.test("dispatch: an event has no request_id when the message has none", async () => {
  const { client, sent } = connection();
  await dispatch('{"type":"get_lock_status"}', {
    client,
    endpoint: endpoint(async function* () {
      yield { type: "status", message: "a" };
    }),
  });
  assertEquals(sent, [{ type: "status", message: "a" }]);
});

Deno.test(
  "dispatch: gives the handler its input, the context, and the signal of the connection",
  async () => {
    const { client } = connection();
    const calls: Call<unknown, string>[] = [];
    await dispatch('{"type":"resize","data":{"cols":100,"rows":30}}', {
      client,
      endpoint: endpoint(async function* (call) {
        calls.push(call);
        yield { type: "status", message: "a" };
      }),
    });
    assertEquals(calls.map(({ input, context }) => [input, context]), [
      [{ cols: 100, rows: 30 }, "a context"],
    ]);
    assertStrictEquals(calls[0]?.signal, client.signal);
  },
);

Deno.test(
  "dispatch: untilEnding is disposed in the turn of the ending, and not before",
  async () => {
    const { client, order } = connection();
    await dispatch(ASK, {
      client,
      endpoint: endpoint(async function* ({ untilEnding }) {
        untilEnding.defer(() => order.push("free"));
        yield { type: "status", message: "a" };
        yield { type: "cancelled", message: "b" };
        order.push("handler goes on");
      }),
    });
    assertEquals(order, ["status", "waits", "goes on", "cancelled", "free", "handler goes on"]);
  },
);

Deno.test("dispatch: untilEnding is disposed when the handler throws", async () => {
  const { client, order } = connection();
  await dispatch(ASK, {
    client,
    endpoint: endpoint(async function* ({ untilEnding }) {
      untilEnding.defer(() => order.push("free"));
      yield { type: "status", message: "a" };
      throw new Error("fault");
    }),
  });
  assertEquals(order.includes("free"), true);
});

Deno.test(
  "dispatch: a failure is answered once with its code, detail and facts, logged and returned",
  async () => {
    const { client, sent } = connection();
    const log = memoryLog();
    const error = new AppError("RESOURCE_LOCKED", "busy", { facts: { lock_owner: "other" } });
    const failure = await dispatch(ASK, { client, endpoint: endpoint(throwing(error), log) });
    assertStrictEquals(failure, error);
    assertEquals(sent.slice(1), [{
      type: "error",
      message: error.message,
      detail: "busy",
      error_code: 50008,
      lock_owner: "other",
      request_id: "r",
    }]);
    assertEquals(log.lines, [{
      line: "warn message failed",
      facts: { connection: "an id", type: "get_lock_status", error },
    }]);
  },
);

Deno.test(
  "dispatch: a failure of the service is logged as an error, one of the client as a warning",
  async () => {
    const levelOf = async (cause: unknown) => {
      const { client } = connection();
      const log = memoryLog();
      await dispatch(ASK, { client, endpoint: endpoint(throwing(cause), log) });
      return log.lines.map(({ line }) => line.split(" ")[0]);
    };
    assertEquals(await levelOf(new TypeError("fault")), ["error"]);
    assertEquals(await levelOf(new AppError("INTERNAL_ERROR")), ["error"]);
    assertEquals(await levelOf(new AppError("SSH_CONNECTION_FAILED")), ["error"]);
    assertEquals(await levelOf(new AppError("TASK_ALREADY_RUNNING")), ["warn"]);
    assertEquals(await levelOf(new AppError("LEASE_WAIT_TIMEOUT")), ["warn"]);
  },
);

Deno.test("dispatch: an unknown fault is 10000, without words of its own", async () => {
  const { client, sent } = connection();
  const failure = await dispatch(ASK, {
    client,
    endpoint: endpoint(throwing(new Error("secret"))),
  });
  assertEquals(failure?.code, 10000);
  assertEquals(JSON.stringify(sent).includes("secret"), false);
});

Deno.test("dispatch: a cancelled operation is answered as such, and is no failure", async () => {
  const { client, sent } = connection();
  const log = memoryLog();
  const endpointOf = endpoint(throwing(new Cancelled("stopped")), log);
  assertEquals(await dispatch(ASK, { client, endpoint: endpointOf }), undefined);
  assertEquals(sent.slice(1), [{ type: "cancelled", message: "stopped", request_id: "r" }]);
  assertEquals(log.lines, []);
});

Deno.test(
  "dispatch: a type that is not in the table is 32000, also one that every object has",
  async () => {
    for (const type of ["no_such_type", "constructor", "__proto__", "toString", ""]) {
      const { client, sent } = connection();
      const log = memoryLog();
      const never = endpoint(throwing(new Error("must not run")), log);
      const data = `{"type":"${type}","request_id":"r"}`;
      const failure = await dispatch(data, { client, endpoint: never });
      assertEquals(failure?.code, 32000, type);
      assertEquals(sent.map((event) => [event.type, "request_id" in event && event.request_id]), [
        ["error", "r"],
      ]);
      assertEquals(log.lines.map(({ facts }) => facts.type), [type]);
    }
  },
);

Deno.test("dispatch: a long unknown type is quoted in part", async () => {
  const { client } = connection();
  const data = JSON.stringify({ type: "x".repeat(500) });
  const failure = await dispatch(data, { client, endpoint: endpoint(throwing(new Error())) });
  assertEquals(/x+/.exec(failure?.detail ?? "")?.[0].length, 100);
});

Deno.test(
  "dispatch: a frame over the limit is 31003, and one that is no message 31002",
  async () => {
    const codeOf = async (data: unknown) => {
      const { client, sent } = connection();
      const failure = await dispatch(data, { client, endpoint: endpoint(throwing(new Error())) });
      assertEquals(sent.length, 1);
      return failure?.code;
    };
    assertEquals(await codeOf(" ".repeat(1001)), 31003);
    assertEquals(await codeOf("{"), 31002);
  },
);

Deno.test(
  "dispatch: a missing field is 12002, a wrong one 12000, and the handler does not start",
  async () => {
    const codeOf = async (data: object) => {
      const { client } = connection();
      const never = endpoint(throwing(new Error("must not run")));
      const frame = JSON.stringify({ type: "resize", data });
      return (await dispatch(frame, { client, endpoint: never }))?.code;
    };
    assertEquals(await codeOf({ cols: 80 }), 12002);
    assertEquals(await codeOf({ cols: 80, rows: "24" }), 12000);
  },
);

Deno.test("dispatch: a handler without events has no answer, and its failure is one", async () => {
  const { client, sent } = connection();
  assertEquals(await dispatch(ASK, { client, endpoint: endpoint(() => {}) }), undefined);
  assertEquals(sent, []);
  const refuse = () => {
    throw new AppError("TASK_NOT_FOUND");
  };
  assertEquals((await dispatch(ASK, { client, endpoint: endpoint(refuse) }))?.code, 50011);
  assertEquals(sent.map(({ type }) => type), ["error"]);
});

Deno.test("dispatch: a message that is one too many is answered and not handled", async () => {
  const counted: (string | undefined)[] = [];
  const count = (type: string | undefined) => {
    counted.push(type);
    throw new AppError("QUOTA_EXCEEDED", "too many");
  };
  let calls = 0;
  const served = { ...endpoint(() => void calls++), count };
  const { client, sent } = connection();
  const codes: (number | undefined)[] = [];
  for (const data of [ASK, "not JSON", '{"type":"no_such"}', "x".repeat(1001)]) {
    codes.push((await dispatch(data, { client, endpoint: served }))?.code);
  }
  // A frame that is too large still closes the connection.
  assertEquals(codes, [14001, 14001, 14001, 31003]);
  assertEquals(counted, ["get_lock_status", undefined, "no_such"]);
  assertEquals(calls, 0);
  assertEquals(sent.map((event) => "request_id" in event ? event.request_id : null), [
    "r",
    ...[null, null, null],
  ]);
});
