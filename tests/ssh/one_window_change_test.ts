import { assertEquals } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { sshdTest } from "../harness/sshd.ts";

const COUNT = 'n=0; trap "n=\\$((n + 1)); echo change \\$n" WINCH';

sshdTest("resize: sends each change to the server, and nothing else", async () => {
  await using at = await connected({ extraConfig: ["LogLevel DEBUG3"] });
  at.run(`${COUNT}; stty size; while :; do sleep 0.05; done`);
  await at.client.textWith("24 80");
  const size = (cols: number) => at.client.send({ type: "resize", data: { cols, rows: 24 } });
  size(80);
  size(81);
  await at.client.textWith("change 1");
  size(80);
  await at.client.textWith("change 2");
  at.client.send({ type: "cancel" });
  await at.client.next("cancelled");
  assertEquals(at.sshd.log().match(/request window-change/g)?.length, 2);
});
