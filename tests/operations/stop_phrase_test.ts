import { assertEquals } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";

sshdTest(
  "stop phrase: a program that prints 50 MB after it ends by itself within its grace",
  async () => {
    await using at = await connected();
    at.run(
      "echo DONE; head -c 50000000 /dev/zero | tr '\\0' x; touch folder/whole; exit 4",
      { stop_phrase: "DONE", stop_grace_seconds: 60 },
    );
    const ending = await at.client.next("complete");
    assertEquals([ending.reason, ending.exit_code], ["stop_phrase", 4]);
    assertEquals(at.client.text(), "DONE\r\n");
    await Deno.stat(`${at.sshd.folder}/whole`);
  },
);

sshdTest("stop phrase: the connection is used again by the next command", async () => {
  await using at = await connected();
  for (const command of ["echo DONE; echo more", "printf DONE", "echo DONE; sleep 0.1; seq 9999"]) {
    at.run(command, { stop_phrase: "DONE", stop_grace_seconds: 60 });
    assertEquals((await at.client.next("complete")).exit_code, 0, command);
  }
  at.run("echo $SSH_CONNECTION");
  await at.client.next("complete");
  assertEquals(at.sshd.sessionPids().length, 1);
  assertEquals(at.sshd.log().match(/^Accepted publickey/gm)?.length, 1, "one login serves all");
});

sshdTest("stop phrase: a cancel within the grace is cancelled, not complete", async () => {
  await using at = await connected();
  at.run("echo DONE; touch folder/printed; sleep 60", {
    stop_phrase: "DONE",
    stop_grace_seconds: 60,
  });
  await at.client.textWith("DONE");
  await eventually(() => Deno.stat(`${at.sshd.folder}/printed`).then(() => true, () => false), "x");
  at.client.send({ type: "cancel" });
  const ending = await at.client.ending();
  assertEquals(ending.type, "cancelled");
});

sshdTest("stop phrase: a deadline within the grace is 22001", async () => {
  await using at = await connected();
  at.run("echo DONE; sleep 60", {
    stop_phrase: "DONE",
    stop_grace_seconds: 60,
    timeout_seconds: 1,
  });
  assertEquals((await at.client.next("error")).error_code, 22001);
});

sshdTest("stop phrase: is seen when it is printed, not with the next frame", async () => {
  await using at = await connected();
  let rounds = 0;
  // A frame away, each round would print on for 80 ms more; a busy machine may do that now and
  // then.
  await eventually(async () => {
    const late = `folder/late${++rounds}`;
    at.run(`echo begin; sleep 0.02; echo DONE; sleep 0.05; touch ${late}`, {
      stop_phrase: "DONE",
      stop_grace_seconds: 0,
      throttle_interval: 10,
    });
    await at.client.next("complete");
    return !await exists(`${at.sshd.home}/${late}`);
  }, "the command is hung up before it goes on");
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
