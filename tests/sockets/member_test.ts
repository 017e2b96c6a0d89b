import { assertEquals } from "@std/assert";
import { type Admission, OPEN } from "../../src/domain/admission.ts";
import type { Endpoint } from "../../src/router/dispatch.ts";
import { Member } from "../../src/sockets/member.ts";
import type { SocketClient } from "../../src/sockets/socket_client.ts";

/** Returns a member whose client is not used, and the reasons of its expulsions. */
function setUp() {
  const endpoint = {} as Endpoint<unknown>;
  const member = new Member({} as SocketClient, endpoint);
  const reasons: string[] = [];
  const watch = (admission: Admission) => member.watch(admission, (why) => reasons.push(why));
  return { member, reasons, watch };
}

/** Returns an admission, and the function that ends it. */
function admissionOf(): { admission: Admission; end: (reason: string) => void } {
  const ended = new AbortController();
  const { principal } = OPEN;
  return { admission: { principal, signal: ended.signal }, end: (why) => ended.abort(why) };
}

Deno.test("Member.watch: an admission that ended during the upgrade expels at once", () => {
  const { reasons, watch } = setUp();
  const { admission, end } = admissionOf();
  end("The token was revoked");
  watch(admission);
  assertEquals(reasons, ["The token was revoked"]);
});

Deno.test("Member.watch: the end of the present admission expels, no earlier one", () => {
  const { member, reasons, watch } = setUp();
  const [before, after] = [admissionOf(), admissionOf()];
  watch(before.admission);
  watch(after.admission);
  assertEquals(member.admission, after.admission);
  before.end("before");
  assertEquals(reasons, []);
  after.end("after");
  assertEquals(reasons, ["after"]);
});

Deno.test("Member.end: ends the watch", () => {
  const { member, reasons, watch } = setUp();
  const { admission, end } = admissionOf();
  watch(admission);
  member.end();
  end("later");
  assertEquals(reasons, []);
});
