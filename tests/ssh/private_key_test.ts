import { generateKeyPairSync } from "node:crypto";
import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import { readPrivateKey } from "../../src/ssh/private_key.ts";

/** Writes an ECDSA key in OpenSSH's format. `isHigh` is the highest bit of its private scalar. */
async function writeKey(
  keyFile: string,
  { namedCurve, isHigh }: { namedCurve: string; isHigh: boolean },
): Promise<void> {
  for (;;) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve });
    const scalar = Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url");
    if ((scalar[0] ?? 0) >= 0x80 !== isHigh) continue;
    const pem = privateKey.export({ type: "sec1", format: "pem" }).toString();
    await Deno.writeTextFile(keyFile, pem, { mode: 0o600 });
    break;
  }
  const args = ["-q", "-p", "-P", "", "-N", "", "-f", keyFile];
  assert((await new Deno.Command("ssh-keygen", { args }).output()).success);
}

Deno.test("readPrivateKey: reads ECDSA keys that sign, whatever their scalar", async () => {
  const keyFile = await Deno.makeTempFile();
  for (const namedCurve of ["prime256v1", "secp384r1"]) {
    for (const isHigh of [true, false]) {
      await writeKey(keyFile, { namedCurve, isHigh });
      const key = await readPrivateKey({ name: "a", keyFile });
      const data = Buffer.from("data");
      const signature = key?.sign(data);
      assert(signature !== undefined && !(signature instanceof Error), String(signature));
      assertEquals(key?.verify(data, signature), true);
    }
  }
  await Deno.remove(keyFile);
});
