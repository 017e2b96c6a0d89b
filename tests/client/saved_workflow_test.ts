import { assertEquals } from "@std/assert";
import type { Operation, PinkPageError } from "../../src/client/mod.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { Page, recorded, WAIT } from "./saved_page.ts";
import { errorOf, servedClient } from "./served_client.ts";

/** States of two steps that have run. */
const BOTH = ["completed", "completed"];

/** Returns the states of the steps at the end. */
async function outcomeOf({ run }: Page): Promise<string[]> {
  return (await run.done()).steps.map(({ state }) => state);
}

sshdTest("saved: a workflow that waits for the session goes on waiting", async () => {
  await using at = await servedClient();
  const { workflow, ran } = recorded(at, ["true", "true"]);
  const session = await at.client.session();
  const first = await Page.open(at, workflow, { wait: true });
  const { run } = first.leave();
  assertEquals(first.run.state.phase, "waiting");
  // The service keeps no connection that has nothing.
  const client = await at.connect();
  const again = client.workflow(workflow, { saved: run, wait: true });
  await eventually(() => again.state.phase === "waiting", "it waits");
  await session.end();
  assertEquals((await again.done()).phase, "completed");
  assertEquals(await ran(), "01");
});

sshdTest("saved: a step that was not sent fails as lost, and runs once", async (t) => {
  for (const index of [0, 1]) {
    await t.step(`step ${index}`, async () => {
      await using at = await servedClient();
      const { workflow, ran } = recorded(at, ["true", "true"]);
      const first = await Page.open(at, workflow);
      const saved = await first.leaveBefore(index);
      const failures: unknown[] = [];
      const second = await Page.open(at, workflow, {
        saved,
        onFailure: ({ name, error }) => {
          failures.push([name, error?.reason, error?.code]);
          return Promise.resolve("again");
        },
      });
      assertEquals(await outcomeOf(second), BOTH);
      assertEquals(failures, [[`${index}`, "lost", 20005]]);
      assertEquals(await ran(), "01");
    });
  }
});

sshdTest("saved: a step that runs goes on, and runs once", async () => {
  await using at = await servedClient();
  const { workflow, ran, go } = recorded(at, [`echo early; ${WAIT}; exit 0`, "true"]);
  const texts = ["", ""];
  const readInto = (page: number) => async (operation: Operation<unknown>) => {
    for await (const event of operation) if (event.type === "output") texts[page] += event.data;
  };
  const first = await Page.open(at, workflow, {
    acknowledge: "manual",
    onOperation: (operation) => void readInto(0)(operation).catch(() => {}),
  });
  await eventually(() => texts[0]?.includes("early") ?? false, "the output is read");
  const saved = first.leave();
  const kept = saved.client["operation"] as { isManual: boolean; seq: number };
  assertEquals(kept.isManual, true);
  kept.seq = 0; // The page stored nothing after the output.
  const onOperation = (operation: Operation<unknown>) => void readInto(1)(operation);
  const second = await Page.open(at, workflow, { saved, onOperation });
  await second.untilStep(0, "running");
  const { startedAt } = second.run.state.steps[0] ?? {};
  assertEquals(startedAt, first.run.state.steps[0]?.startedAt);
  await go();
  assertEquals(await outcomeOf(second), BOTH);
  assertEquals(texts[1], "early\r\n");
  assertEquals(await ran(), "01");
  assertEquals((await second.client.get("/api/v1/session")).session.active, false);
});

sshdTest("saved: what was sent after the state was saved is found, and runs once", async (t) => {
  for (const [index, ends] of [[0, [WAIT, "true"]], [1, ["true", WAIT]]] as const) {
    await t.step(`step ${index}`, async () => {
      await using at = await servedClient();
      const { workflow, ran, go } = recorded(at, ends);
      const first = await Page.open(at, workflow);
      const saved = first.save();
      await eventually(async () => (await ran()).endsWith(`${index}`), "the step runs");
      const second = await Page.open(at, workflow, { saved: first.leave(saved) });
      await go();
      assertEquals(await outcomeOf(second), BOTH);
      assertEquals(await ran(), "01");
    });
  }
});

sshdTest("saved: a failure is asked again", async () => {
  await using at = await servedClient();
  const { workflow, ran } = recorded(at, ["exit 4", "true"]);
  const first = await Page.open(at, workflow, { onFailure: () => new Promise(() => {}) });
  await eventually(() => first.run.state.phase === "failed", "the first page is asked");
  const failures: unknown[] = [];
  const second = await Page.open(at, workflow, {
    saved: first.leave(),
    onFailure: ({ name, error, exitCode }) => {
      failures.push([name, error?.code, error?.message, exitCode]);
      return Promise.resolve("skip");
    },
  });
  assertEquals(await outcomeOf(second), ["skipped", "completed"]);
  const message = "50000 Command execution failed: The command ended with 4";
  assertEquals(failures, [["0", 50000, message, 4]]);
  assertEquals(await ran(), "01");
});

sshdTest(
  "saved: without its session a workflow ends, and one that has ended stays so",
  async () => {
    await using at = await servedClient();
    const { workflow, ran } = recorded(at, [WAIT, "true"]);
    const first = await Page.open(at, workflow);
    await eventually(async () => await ran() === "0", "the step runs");
    const { run } = first.leave();
    const saved = { ...first.save(), run };
    const other = await at.connect();
    const lost = other.workflow(workflow, { saved: run });
    assertEquals((await errorOf(lost.done()) as PinkPageError).reason, "lost");
    const { phase, steps } = lost.state;
    assertEquals([phase, steps[0]?.state, steps[1]?.state], ["ended", "failed", "pending"]);
    const ended = other.workflow(workflow, { saved: lost.save() });
    assertEquals((await errorOf(ended.done()) as PinkPageError).reason, "lost");
    const second = await Page.open(at, workflow, { saved });
    await second.run[Symbol.asyncDispose]();
    assertEquals(await ran(), "0");
  },
);
