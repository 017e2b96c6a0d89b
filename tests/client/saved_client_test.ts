import { assertEquals } from "@std/assert";
import { connect, type PinkPageError } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { errorOf } from "./served_client.ts";

Deno.test("save: another client goes on with connection and session", async () => {
  await using app = await startApp({});
  await using first = await connect(app.url);
  await first.session();
  const saved = JSON.parse(JSON.stringify(first.save()));
  await using second = await connect(app.url, { saved });
  assertEquals((await first.closed)?.reason, "lost");
  assertEquals(second.id, first.id);
  const session = await second.session();
  assertEquals((await second.get("/api/v1/session")).session.owner, first.id);
  await session.end();
  assertEquals((await second.get("/api/v1/session")).session.active, false);
});

Deno.test("saved: rejects as lost when the connection is gone", async () => {
  await using app = await startApp({});
  const first = await connect(app.url);
  const saved = first.save();
  await first.close();
  const error = await errorOf(connect(app.url, { saved })) as PinkPageError;
  assertEquals([error.reason, error.code], ["lost", 20005]);
});
