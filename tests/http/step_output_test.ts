import { assert, assertEquals } from "@std/assert";
import { byteRange, NoSuchRange } from "../../src/http/byte_range.ts";
import { assertAnswer } from "../harness/contract.ts";
import { sshdTest } from "../harness/sshd.ts";
import { jobService } from "../jobs/job_service.ts";

Deno.test("byteRange: first and last, the rest, a count from the end, and nothing else", () => {
  const of = (header: string) => {
    const range = byteRange(header, 10);
    return range && [range.first, range.end];
  };
  assertEquals([of("bytes=0-0"), of("bytes=2-4"), of("bytes=9-99")], [[0, 1], [2, 5], [9, 10]]);
  assertEquals([of("bytes=3-"), of("bytes=-3"), of("bytes=-99")], [[3, 10], [7, 10], [0, 10]]);
  for (const header of ["bytes=-", "bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=x-1", ""]) {
    assertEquals(of(header), undefined, header);
  }
  for (const header of ["bytes=10-", "bytes=10-20", "bytes=-0"]) {
    let refusal: unknown;
    try {
      byteRange(header, 10);
    } catch (cause) {
      refusal = cause;
    }
    assert(refusal instanceof NoSuchRange, header);
    assertEquals([refusal.status, refusal.size], [416, 10]);
  }
});

const NAMES = ["content-range", "x-output-bytes", "x-output-left-out"] as const;

/** Asks for the output of the first step of a run. */
async function output(
  url: string,
  { run, range, query = "", step = "1" }: {
    run: string;
    range?: string;
    query?: string;
    step?: string;
  },
): Promise<{ response: Response; text: string; told: (string | null)[] }> {
  const headers = range === undefined ? undefined : { range };
  const path = `${url}/api/v1/runs/${run}/steps/${step}/output${query}`;
  const response = await fetch(path, { ...headers && { headers } });
  const text = await response.text();
  return { response, text, told: NAMES.map((name) => response.headers.get(name)) };
}

sshdTest("GET …/output: the whole, a range, and 416 beyond it", async () => {
  await using at = await jobService();
  const { url } = at.app;
  at.write({
    name: "daily",
    steps: [
      {
        name: "one",
        command: { server: "a", run: "stty size; test -e ~/again || { touch ~/again; exit 1; }" },
        retry: { attempts: 2, backoff_seconds: 0 },
      },
      { name: "two", command: { server: "a", run: "tput cols; exit 3", cols: 132 } },
    ],
  });
  const run = await at.start("daily");
  assertEquals((await at.watch(run)).ending.type, "error");
  const whole = await output(url, { run });
  assertEquals([whole.response.status, whole.text], [200, "24 80\r\n"]);
  assertEquals(whole.told, [null, "7", null]);
  assertEquals(whole.response.headers.get("accept-ranges"), "bytes");
  assertEquals(whole.response.headers.get("content-type"), "text/plain; charset=utf-8");
  const part = await output(url, { run, range: "bytes=3-4" });
  assertEquals([part.response.status, part.text, ...part.told], [
    ...[206, "80"],
    ...["bytes 3-4/7", "7", null],
  ]);
  const none = await output(url, { run, range: "bytes=7-" });
  assertEquals([none.response.status, none.told[0]], [416, "bytes */7"]);
  const template = "/api/v1/runs/{id}/steps/{path}/output";
  assertAnswer(JSON.parse(none.text), { template, status: 416 });
  assertEquals((await output(url, { run, query: "?try=1" })).text, "24 80\r\n");
  assertEquals((await output(url, { run, step: "2" })).text, "132\r\n");
  assertEquals((await output(url, { run, step: "two" })).text, "132\r\n");
  for (const [query, step] of [["?try=3", "1"], ["", "3"], ["", "three"]] as const) {
    const missing = await output(url, { run, query, step });
    assertEquals([missing.response.status, JSON.parse(missing.text).error.code], [404, 13000]);
  }
});

sshdTest("GET …/output: a header tells the middle that JOB_OUTPUT_MIB leaves out", async () => {
  await using at = await jobService({ variables: () => ({ JOB_OUTPUT_MIB: "1" }) });
  const { url } = at.app;
  at.write({
    name: "daily",
    steps: [{ name: "one", command: { server: "a", run: "seq 400000" } }],
  });
  const run = await at.start("daily");
  assertEquals((await at.watch(run)).ending.type, "complete");
  const all = Array.from({ length: 400_000 }, (_, index) => `${index + 1}\r\n`).join("");
  const whole = await output(url, { run });
  assertEquals([whole.response.status, whole.told[1]], [200, String(all.length)]);
  const [first = 0, last = 0] = whole.told[2]?.split("-").map(Number) ?? [];
  assert(first >= 524_288 && last < all.length - 524_288, `${first}-${last}`);
  assert(whole.text === all.slice(0, first) + all.slice(last + 1));
  const across = await output(url, { run, range: `bytes=${first - 5}-${last + 5}` });
  assertEquals(across.told[0], `bytes ${first - 5}-${first - 1}/${all.length}`);
  assertEquals(across.text, all.slice(first - 5, first));
  const inside = await output(url, { run, range: `bytes=${first}-${last + 3}` });
  assertEquals(inside.told[0], `bytes ${last + 1}-${last + 3}/${all.length}`);
  assertEquals(inside.text, all.slice(last + 1, last + 4));
});
