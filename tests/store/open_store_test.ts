import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { openStore } from "../../src/store/open_store.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { outsider, storeFolder } from "./folder.ts";

const options = { log: memoryLog() };

Deno.test("openStore: makes the folder and the file, and finds the records again", () => {
  using folder = storeFolder();
  const path = `${folder.path}/deep/er/store.db`;
  {
    using store = openStore(path, options);
    store.knownHosts.remember("[10.0.0.1]:22", "SHA256:x");
    store.knownHosts.remember("[10.0.0.1]:22", "SHA256:y");
  }
  using store = openStore(path, options);
  store.check();
  assertEquals(store.knownHosts.fingerprintOf("[10.0.0.1]:22"), "SHA256:x");
  assertEquals(store.knownHosts.fingerprintOf("[10.0.0.1]:23"), undefined);
});

Deno.test("openStore: 40000 for a path that is no database, and for one of a newer program", () => {
  using folder = storeFolder();
  assertEquals(assertThrows(() => openStore(folder.path, options), AppError).code, 40000);
  const text = "this is not a database, and long enough to be seen as none".repeat(100);
  Deno.writeTextFileSync(folder.file, text);
  assertEquals(assertThrows(() => folder.open(), AppError).code, 40000);
  Deno.removeSync(folder.file);
  {
    using database = outsider(folder.file);
    database.exec("PRAGMA user_version = 1000");
  }
  const error = assertThrows(() => folder.open(), AppError);
  assertEquals(error.code, 40000);
  assertStringIncludes(String(error.cause), "newer than this program");
});

Deno.test("openStore: 40000 while another one has it open", () => {
  using folder = storeFolder();
  using _store = folder.open();
  const error = assertThrows(() => folder.open(), AppError);
  assertEquals(error.code, 40000);
  assertStringIncludes(error.detail ?? "", "in use");
});

Deno.test("KnownHosts and check: 41000 when the tables are gone", () => {
  using folder = storeFolder();
  using store = folder.open();
  {
    using database = outsider(folder.file);
    database.exec("DROP TABLE known_hosts");
  }
  assertEquals(assertThrows(() => store.check(), AppError).code, 41000);
  assertEquals(assertThrows(() => store.knownHosts.fingerprintOf("x"), AppError).code, 41000);
});
