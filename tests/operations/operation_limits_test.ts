import { assertEquals, assertMatch } from "@std/assert";
import type { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { ALL_LINES, COUNTING, linesOf } from "../sockets/counting.ts";

/** Runs a command on `a`. */
function run(client: Client, command: string): void {
  client.send({ type: "ssh_command", data: { server_name: "a", command } });
}

sshdTest(
  "MAX_OPERATIONS_PER_SERVER: the newest is refused with 14001, the others run on",
  async () => {
    await using at = await connected({
      variables: { MAX_OPERATIONS_PER_SERVER: "2", COMMAND_LOCK: "off" },
    });
    await using second = await at.connect();
    await using third = await at.connect();
    at.run(COUNTING);
    run(second, "read line; echo got $line");
    await second.find((event) => event.type === "status" && event.message.startsWith("Connected"));
    for (let count = 0; count < 20; count++) {
      run(third, "true");
      assertEquals((await third.next("error")).error_code, 14001);
    }
    second.send({ type: "ssh_input", data: { input: "it\n" } });
    assertEquals((await second.next("complete")).exit_code, 0);
    run(third, "echo third");
    assertEquals((await third.next("complete")).exit_code, 0);
    assertEquals((await at.client.next("complete")).exit_code, 0);
    assertEquals(linesOf(at.client), ALL_LINES);
  },
);

sshdTest("OPERATION_MAX_SECONDS: 22001, and no process of the operation is left", async () => {
  const variables = { OPERATION_MAX_SECONDS: "1", COMMAND_LOCK: "off" };
  await using at = await connected({ variables });
  at.run(`sleep 600; : ${at.mark}`);
  await using other = await at.connect();
  other.send({ type: "open_terminal", data: { server_name: "a", cols: 80, rows: 24 } });
  for (const client of [at.client, other]) {
    const { error_code, detail } = await client.next("error");
    assertEquals(error_code, 22001);
    assertMatch(detail ?? "", /longer than 1 s/);
  }
  await eventually(async () => (await at.processes()).length === 0, "no process is left");
  // On a busy machine a short command takes longer than 1 s, too.
  await eventually(async () => {
    at.run("echo short");
    return (await at.client.ending()).type === "complete";
  }, "a short command completes");
});
