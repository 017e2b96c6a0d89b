import { assert, assertEquals } from "@std/assert";
import { ask } from "../harness/ask.ts";
import { Client } from "../harness/client.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { bearer, createTokens } from "../harness/tokens.ts";
import { jobService, watched } from "../jobs/job_service.ts";

sshdTest("ssh_command with detach: a run of one step, which outlives its client", async () => {
  await using at = await jobService();
  at.client.send({
    type: "ssh_command",
    data: {
      ...{ server_name: "a", detach: true, cols: 100, rows: 30 },
      command: "stty size;\nuntil [ -e ~/go ]; do sleep 0.1; done; echo READY; sleep 60",
      ...{ stop_phrase: "READY", stop_grace_seconds: 0 },
    },
    request_id: "1",
  });
  const { run_id, job, request_id } = await at.client.next("run_started");
  assertEquals([job, request_id], ["ssh_command", "1"]);
  await at.client.find((event) =>
    event.type === "run_status" && event.run_id === run_id && event.state === "running"
  );
  const { body } = await ask(at.app.url, { path: "/api/v1/session" });
  assertEquals(body.session.active, true, "others are kept off the server");
  await using other = await at.connect();
  await Deno.writeTextFile(`${at.sshd.home}/go`, "");
  const { ending, output } = await watched(other, run_id);
  assertEquals(ending.type, "complete");
  assertEquals(output, { 1: "30 100\r\nREADY\r\n" });
  const path = `/api/v1/runs/${run_id}`;
  const run = await ask(at.app.url, { path, template: "/api/v1/runs/{id}" });
  assertEquals([run.body.trigger, run.body.servers], ["command", ["a"]]);
  assertEquals(
    run.body.steps[0].name,
    "stty size; until [ -e ~/go ]; do sleep 0.1; done; echo READY; sl",
  );
  const { body: audit } = await ask(at.app.url, { path: "/api/v1/audit?action=job_start" });
  assert(audit.items[0].detail.endsWith("echo READY; sleep 60"));
});

sshdTest(
  "ssh_command with detach: another exit code than 0 fails, cancel_run ends it",
  async () => {
    await using at = await jobService();
    const detach = async (command: string, limits = {}) => {
      const data = { server_name: "a", command, detach: true, ...limits };
      at.client.send({ type: "ssh_command", data });
      return (await at.client.next("run_started")).run_id;
    };
    const { ending } = await watched(at.client, await detach("exit 3"));
    assert(ending.type === "error");
    assertEquals([ending.error_code, ending.exit_code], [52001, 3]);
    const late = await watched(at.client, await detach("sleep 60", { timeout_seconds: 0.1 }));
    assertEquals(late.ending.type, "error");
    const run_id = await detach("sleep 60");
    at.client.send({ type: "cancel_run", data: { run_id } });
    const cancelled = await watched(at.client, run_id);
    assert(cancelled.ending.type === "complete" && "state" in cancelled.ending);
    assertEquals(cancelled.ending.state, "cancelled");
  },
);

sshdTest("ssh_command with detach: the scopes of commands, with cancel and retry", async () => {
  await using tokens = await createTokens();
  await using sshd = await startSshd();
  const headers = bearer(
    await tokens.add("ci", { operations: ["command"], commands: ["echo .*"] }),
  );
  const jobs = bearer(await tokens.add("jobs", { operations: ["job"] }));
  await using app = await startApp({ ...tokens.variables, ...serverVariables("a", sshd) });
  await using client = await Client.connect(app.url, headers);
  await using other = await Client.connect(app.url, jobs);
  const data = { server_name: "a", command: "echo in", detach: true, raw: true };
  client.send({ type: "ssh_command", data });
  const { run_id } = await client.next("run_started");
  assertEquals((await watched(client, run_id)).ending.type, "complete");
  const code = async (by: Client) => {
    const event = await by.next("error");
    return event.error_code;
  };
  client.send({ type: "ssh_command", data: { ...data, command: "id" } });
  assertEquals(await code(client), 11001);
  client.send({ type: "ssh_command", data: { ...data, server_name: "none" } });
  assertEquals(await code(client), 23002);
  client.send({ type: "ssh_command", data: { ...data, stop_phrase: "\u001b[m" } });
  assertEquals(await code(client), 12000);
  for (const option of [{ raw: false }, { throttle_interval: 0 }, { window: 65_536 }]) {
    client.send({ type: "ssh_command", data: { ...data, ...option } });
    assertEquals(await code(client), 12000, JSON.stringify(option));
  }
  other.send({ type: "ssh_command", data });
  assertEquals(await code(other), 11001);
  other.send({ type: "retry_run", data: { run_id } });
  assertEquals(await code(other), 11001);
  client.send({ type: "retry_run", data: { run_id }, request_id: "again" });
  const again = await client.find((event) =>
    event.type === "run_started" && event.request_id === "again"
  );
  assert(again.type === "run_started" && again.run_id !== run_id);
  assertEquals((await watched(client, again.run_id)).output, { 1: "in\r\n" });
});
