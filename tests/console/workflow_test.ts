import { assertEquals } from "@std/assert";
import type { CommandStep } from "../../src/client/mod.ts";
import {
  draftOf,
  freeId,
  withChange,
  withLimit,
  withMove,
  withoutStep,
  withStep,
} from "../../src/console/views/workflow/draft.ts";
import { needsOf } from "../../src/console/views/workflow/needs.ts";
import { doneShare, remainingMs } from "../../src/console/views/workflow/remaining.ts";

const step = (name: string): CommandStep => ({ name, command: { server: "mdwap1p", run: name } });
const DRAFT = draftOf({ name: "daily", steps: ["a", "b", "c"].map(step) });
const keysAndNames = ({ steps }: typeof DRAFT) => steps.map(({ key, name }) => `${key}${name}`);

Deno.test("remainingMs: follows from the bytes that are left and the rate", () => {
  const progress = { bytes: 250, totalBytes: 1_000, bytesPerSecond: 500 };
  assertEquals(remainingMs(progress), 1_500);
  assertEquals(remainingMs({ ...progress, bytes: 1_000 }), 0);
  assertEquals(remainingMs({ ...progress, bytesPerSecond: 0 }), undefined);
  assertEquals(remainingMs({ bytesPerSecond: 500 }), undefined);
});

Deno.test("doneShare: is all of a transfer without bytes", () => {
  assertEquals(doneShare({ bytes: 250, totalBytes: 1_000 }), 0.25);
  assertEquals(doneShare({ bytes: 0, totalBytes: 0 }), 1);
  assertEquals(doneShare({}), undefined);
});

Deno.test("draft: keeps the key of a step that is moved or changed", () => {
  assertEquals(keysAndNames(withMove(DRAFT, 0, 2)), ["1b", "2c", "0a"]);
  assertEquals(withMove(DRAFT, 0, -1), DRAFT);
  assertEquals(withMove(DRAFT, 2, 3), DRAFT);
  assertEquals(keysAndNames(withChange(DRAFT, 1, step("x"))), ["0a", "1x", "2c"]);
});

Deno.test("draft: gives an added step a key that no other has", () => {
  const shorter = withoutStep(DRAFT, 1);
  assertEquals(keysAndNames(withStep(shorter, step("d"))), ["0a", "2c", "3d"]);
  assertEquals(keysAndNames(withStep({ ...DRAFT, steps: [] }, step("d"))), ["0d"]);
});

Deno.test("withLimit: has no limit for an empty text", () => {
  const limited = withLimit(withLimit(step("a"), "timeout_seconds", "2.5"), "stop_phrase", "X");
  assertEquals(limited, { ...step("a"), timeout_seconds: 2.5, stop_phrase: "X" });
  const { stop_phrase: _, ...rest } = limited;
  assertEquals(withLimit(limited, "stop_phrase", ""), rest);
});

Deno.test("freeId: numbers a name that is taken", () => {
  assertEquals(freeId("a", ["b"]), "a");
  assertEquals(freeId("a", ["a", "a 2"]), "a 3");
});

Deno.test("needsOf: names each server once, and what is not configured", () => {
  const copy = { name: "copy", transfer: { name: "copy" } };
  const lost = { name: "lost", transfer: { name: "lost" } };
  const other = { name: "x", command: { server: "other", run: "x" } };
  const workflow = { name: "daily", steps: [step("a"), copy, lost, other] };
  const ends = { from: { server: "mdwap1p", path: "" }, to: { server: "mypap1d", path: "" } };
  const servers = ["mdwap1p", "mypap1d"].map((name) => ({ name }) as never);
  assertEquals(needsOf(workflow, { servers, transfers: [{ name: "copy", ...ends }] }), {
    servers: ["mdwap1p", "mypap1d", "other"],
    missing: ["lost", "other"],
  });
});
