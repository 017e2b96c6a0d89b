import { assertEquals } from "@std/assert";
import { eventually } from "../harness/eventually.ts";
import { outsider, storeFolder } from "./folder.ts";

Deno.test("KnownHosts: a key that waits to be written is known, and is written", async () => {
  using folder = storeFolder();
  using store = folder.open();
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  store.knownHosts.remember("[a]:22", "SHA256:x");
  store.knownHosts.remember("[a]:22", "SHA256:y");
  assertEquals(store.knownHosts.fingerprintOf("[a]:22"), "SHA256:x");
  other.exec("ROLLBACK");
  const written = () => other.prepare("SELECT fingerprint FROM known_hosts").values().flat();
  await eventually(() => written().length > 0, "the key is written");
  assertEquals(written(), ["SHA256:x"]);
});

Deno.test("KnownHosts.remember: does not replace a key of an earlier process", () => {
  using folder = storeFolder();
  {
    using store = folder.open();
    store.knownHosts.remember("[a]:22", "SHA256:x");
  }
  using store = folder.open();
  store.knownHosts.remember("[a]:22", "SHA256:y");
  assertEquals(store.knownHosts.fingerprintOf("[a]:22"), "SHA256:x");
});
