import { assertEquals } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { sshdTest } from "../harness/sshd.ts";

sshdTest("a connection on which a command was stopped is not used again", async () => {
  await using at = await connected();
  at.run("echo ready; sleep 60");
  await at.client.textWith("ready");
  at.client.send({ type: "cancel" });
  await at.client.next("cancelled");
  at.run("echo DONE; sleep 60", { stop_phrase: "DONE", stop_grace_seconds: 0 });
  assertEquals((await at.client.next("complete")).exit_code, null);
  at.run("true");
  await at.client.next("complete");
  assertEquals(at.sshd.log().match(/^Accepted publickey/gm)?.length, 3);
});
