import { assertEquals, assertThrows } from "@std/assert";
import { messageLimit } from "../../src/access/message_limit.ts";
import { AppError } from "../../src/errors.ts";

Deno.test("messageLimit: lets five seconds' messages come at once, each connection its own", () => {
  const [count, other] = [messageLimit(1), messageLimit(1)];
  for (const type of ["ssh_input", "hello", undefined, "no_such", "get_lock_status"]) count(type);
  const error = assertThrows(() => count("ssh_input"), AppError);
  assertEquals(error.code, 14001);
  assertThrows(() => count(undefined), AppError);
  other("ssh_input");
});

Deno.test("messageLimit: what ends work or makes room does not count", () => {
  const count = messageLimit(1);
  const uncounted = ["ack", "cancel", "resume", "end_session"];
  for (let round = 0; round < 10; round++) uncounted.forEach(count);
  for (let round = 0; round < 5; round++) count("resize");
  uncounted.forEach(count);
  assertThrows(() => count("resize"), AppError);
});
