import { Database } from "@db/sqlite";
import { assertEquals, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { openStore } from "../../src/store/open_store.ts";

async function withFolder(test: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs `sql` from outside, over a connection of its own. */
function change(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

Deno.test("openStore: makes the folder and the file, and finds the records again", async () => {
  await withFolder((folder) => {
    const path = `${folder}/deep/er/store.db`;
    {
      using store = openStore(path);
      store.knownHosts.remember("[10.0.0.1]:22", "SHA256:x");
      store.knownHosts.remember("[10.0.0.1]:22", "SHA256:y");
    }
    using store = openStore(path);
    store.check();
    assertEquals(store.knownHosts.fingerprintOf("[10.0.0.1]:22"), "SHA256:x");
    assertEquals(store.knownHosts.fingerprintOf("[10.0.0.1]:23"), undefined);
  });
});

Deno.test("openStore: 40000 for a path that is no database, and for one of a newer program", async () => {
  await withFolder((folder) => {
    assertEquals(assertThrows(() => openStore(folder), AppError).code, 40000);
    Deno.writeTextFileSync(
      `${folder}/text.db`,
      "this is not a database, and long enough to be seen as none".repeat(100),
    );
    assertEquals(assertThrows(() => openStore(`${folder}/text.db`), AppError).code, 40000);
    change(`${folder}/newer.db`, "PRAGMA user_version = 1000");
    assertEquals(assertThrows(() => openStore(`${folder}/newer.db`), AppError).code, 40000);
  });
});

Deno.test("KnownHosts and check: 41000 when the tables are gone", async () => {
  await withFolder((folder) => {
    const path = `${folder}/store.db`;
    using store = openStore(path);
    change(path, "DROP TABLE known_hosts");
    assertEquals(assertThrows(() => store.check(), AppError).code, 41000);
    assertEquals(assertThrows(() => store.knownHosts.fingerprintOf("x"), AppError).code, 41000);
    assertEquals(assertThrows(() => store.knownHosts.remember("x", "y"), AppError).code, 41000);
  });
});
