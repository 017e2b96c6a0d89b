import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { listFolder } from "../../src/transfer/list_folder.ts";

/** Returns the files of a server that claims to have a file called `name`. */
function claiming(name: string) {
  const status = { kind: "file", sizeBytes: 0, mode: 0o644, modifiedSeconds: 0 } as const;
  return { server: "a", list: () => Promise.resolve([{ name, ...status }]) };
}

Deno.test("listFolder: a name that leads out of its folder is 24000", async () => {
  for (const name of ["../../.ssh/authorized_keys", "/etc/passwd", "..", ".", "", "a\0b"]) {
    const { code } = await assertRejects(() => listFolder(claiming(name), "/folder"), AppError);
    assertEquals(code, 24000, name);
  }
  for (const name of ["a", "...", "..a", "-rf"]) {
    assertEquals((await listFolder(claiming(name), "/folder")).length, 1);
  }
});
