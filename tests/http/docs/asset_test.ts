import { assertEquals, assertRejects } from "@std/assert";
import { OPEN } from "../../../src/domain/admission.ts";
import { asset } from "../../../src/http/docs/asset.ts";

const INFO = { address: "", isSecure: false, admission: OPEN, params: {} };

Deno.test("asset: loads once; one that failed is loaded again at the next request", async () => {
  const loads = [() => Promise.reject(new Error("no file left")), () => Promise.resolve("text")];
  const page = asset({
    type: "text/css",
    load: () => loads.shift()?.() ?? Promise.reject(new Error("loaded twice")),
  });
  const ask = async () => await page(new Request("http://x/"), INFO);
  await assertRejects(ask, Error, "no file left");
  assertEquals(await (await ask()).text(), "text");
  assertEquals(await (await ask()).text(), "text");
});
