import { assert, assertEquals, assertThrows } from "@std/assert";
import { listenFailure } from "../../src/http/listen_failure.ts";

/** Returns the error of listening at `host`, as the service says it. */
function failureAt(host: string): Error {
  const cause = assertThrows(() => Deno.serve({ hostname: host, port: 0 }, () => new Response()));
  return listenFailure(cause, { host, port: 0 });
}

Deno.test("listenFailure: a HOST that does not resolve is named", () => {
  // DNS cannot be asked for a label of 64 characters: nothing leaves this machine.
  const host = "x".repeat(64);
  const failure = failureAt(host);
  assertEquals(
    failure.message,
    `HOST ${host} does not resolve: set HOST to an address of this machine`,
  );
  assert(failure.cause instanceof Error);
});

Deno.test("listenFailure: any other cause names both variables, and is kept", () => {
  const cause = new Error("Too many open files");
  const failure = listenFailure(cause, { host: "127.0.0.1", port: 8000 });
  assertEquals(
    failure.message,
    "HOST 127.0.0.1, PORT 8000 cannot be listened on: set them to other values",
  );
  assertEquals(failure.cause, cause);
});
