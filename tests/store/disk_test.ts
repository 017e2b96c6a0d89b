import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { verifyAudit } from "../../src/store/verify_audit.ts";
import { eventually } from "../harness/eventually.ts";
import { outsider, PEER, storeFolder } from "./folder.ts";

// A small file system in memory stands for the disk. Only root may mount it.
const ignore = Deno.uid() !== 0;

Deno.test({
  name: "Store: a full disk is 41000 from check, and its records are written when there is space",
  ignore,
  fn: async () => {
    using folder = storeFolder();
    using _disk = mountDisk(folder.path);
    using store = folder.open();
    fill(`${folder.path}/filler`);
    const start = {
      operationId: "01890a5d-ac96-774b-bcce-b302099a8057",
      client: PEER,
      serverName: "a",
      transferName: null,
    };
    let count = 0;
    while (count < 1000) {
      const command = `${++count} ${"x".repeat(1000)}`;
      const operation = store.history.beginOperation({ ...start, kind: "ssh_command", command });
      operation.end({ ending: "complete", exitCode: 0, errorCode: null, bytes: 1, files: null });
    }
    const error = assertThrows(() => store.check(), AppError);
    assertEquals(error.code, 41000);
    assertStringIncludes(String(error.cause), "database or disk is full");
    store.knownHosts.remember("[a]:22", "SHA256:x");
    assertEquals(store.knownHosts.fingerprintOf("[a]:22"), "SHA256:x");
    assertEquals(folder.log.lines.length, 1);
    mount("-o", "remount,size=64m", folder.path);
    await eventually(() => folder.log.lines.length === 2, "writing works again");
    store.check();
    const operations = store.history.operations({ limit: 2000 });
    assertEquals(
      operations.map(({ id }) => id),
      Array.from({ length: 1000 }, (_, index) => 1000 - index),
    );
    assert(
      operations.every(({ id, command, ending }) =>
        command?.startsWith(`${id} `) && ending === "complete"
      ),
    );
    const { rows, fault } = verifyAudit(folder.file);
    assertEquals([rows, fault], [2000, null]);
    using other = outsider(folder.file);
    assertEquals(other.prepare("PRAGMA integrity_check").value<[string]>(), ["ok"]);
  },
});

Deno.test({
  name: "openStore: 40000 on a read-only disk, and works once it can be written",
  ignore,
  fn: () => {
    using folder = storeFolder();
    using _disk = mountDisk(folder.path);
    folder.open()[Symbol.dispose]();
    mount("-o", "remount,ro", folder.path);
    assertEquals(assertThrows(() => folder.open(), AppError).code, 40000);
    mount("-o", "remount,rw", folder.path);
    using store = folder.open();
    store.check();
  },
});

/** Mounts an empty disk of 1 MiB. Disposing it unmounts the disk. */
function mountDisk(path: string): Disposable {
  mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", path);
  return { [Symbol.dispose]: () => run("umount", [path]) };
}

function mount(...args: string[]): void {
  run("mount", args);
}

function run(command: string, args: string[]): void {
  const { success, stderr } = new Deno.Command(command, { args }).outputSync();
  assert(success, new TextDecoder().decode(stderr));
}

/** Writes a file until the disk is full. */
function fill(path: string): void {
  using file = Deno.openSync(path, { create: true, write: true });
  assertThrows(
    () => {
      while (true) file.writeSync(new Uint8Array(4096));
    },
    Error,
    "No space left",
  );
}
