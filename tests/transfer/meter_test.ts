import { assertEquals } from "@std/assert";
import { Meter } from "../../src/transfer/meter.ts";
import type { Plan, Planned } from "../../src/transfer/plan.ts";

function file(name: string, sizeBytes: number): Planned {
  const status = { kind: "file", sizeBytes, mode: 0o644, modifiedSeconds: 0 } as const;
  return { source: `/from/${name}`, target: `/to/${name}`, shown: name, status };
}

/** Returns a plan of files alone: a meter reads no more. */
function planOf(...files: readonly Planned[]): Plan {
  return { folders: [], files } as Partial<Plan> as Plan;
}

const A = file("a", 100);
const B = file("b", 50);

Deno.test("Meter: starts with the totals of the plan and nothing that has arrived", () => {
  const meter = new Meter(planOf(A, B));
  assertEquals(meter.bytes, 0);
  assertEquals(meter.progress(0), {
    bytes: 0,
    totalBytes: 150,
    file: "",
    fileBytes: 0,
    filesDone: 0,
    filesTotal: 2,
    bytesPerSecond: 0,
  });
});

Deno.test("Meter: counts the bytes of each file and of all files", () => {
  const meter = new Meter(planOf(A, B));
  meter.begin(A, 100);
  meter.add(A, 30);
  meter.begin(B, 50);
  assertEquals([meter.progress(0).file, meter.progress(0).fileBytes], ["b", 0]);
  meter.add(B, 20);
  meter.add(A, 5);
  const { file, fileBytes, bytes } = meter.progress(0);
  assertEquals([file, fileBytes, bytes, meter.bytes], ["a", 35, 55, 55]);
});

Deno.test("Meter: takes the size that a file has when it starts", () => {
  const meter = new Meter(planOf(A, B));
  meter.begin(A, 130);
  assertEquals(meter.progress(0).totalBytes, 180);
  meter.begin(B, 0);
  assertEquals(meter.progress(0).totalBytes, 130);
});

Deno.test("Meter: finish returns the bytes of the file and counts it", () => {
  const meter = new Meter(planOf(A, B));
  meter.begin(A, 100);
  meter.add(A, 60);
  meter.add(A, 40);
  assertEquals(meter.finish(A), 100);
  assertEquals(meter.finish(B), 0);
  assertEquals(meter.progress(0).filesDone, 2);
  meter.add(A, 1);
  assertEquals(meter.progress(0).fileBytes, 1);
});

Deno.test("Meter: the rate is that of the last three seconds", () => {
  const meter = new Meter(planOf(A));
  const rateAt = (ms: number, bytes: number) => {
    meter.add(A, bytes);
    return meter.progress(ms).bytesPerSecond;
  };
  assertEquals(rateAt(1000, 1000), 0);
  assertEquals(rateAt(2000, 500), 500);
  assertEquals(rateAt(3000, 0), 250);
  assertEquals(rateAt(4000, 100), 200);
  // A sample counts until the next one is older than three seconds.
  assertEquals(rateAt(5000, 0), 150);
  assertEquals(rateAt(6000, 303), 101);
  assertEquals(rateAt(60_000, 0), 0);
});

Deno.test("Meter: the rate is 0 without samples, and leaves out bytes before the first", () => {
  const meter = new Meter(planOf(A));
  meter.add(A, 50);
  assertEquals(meter.progress(5000).bytesPerSecond, 0);
  meter.add(A, 10);
  assertEquals(meter.progress(7000).bytesPerSecond, 5);
});
