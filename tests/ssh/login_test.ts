import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { assertEquals, assertRejects } from "@std/assert";
import type { Server } from "../../src/domain/server.ts";
import { AppError } from "../../src/errors.ts";
import ssh2 from "../../src/ssh2/ssh2.ts";
import { eventually } from "../harness/eventually.ts";
import { run, serverOf } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";

/** Returns the code with which a login fails. */
async function codeOf(attempt: Promise<unknown>): Promise<number> {
  return (await assertRejects(() => attempt, AppError)).code;
}

sshdTest("login: Ed25519, RSA and ECDSA keys, encrypted or not", async () => {
  await using sshd = await startSshd();
  const { ed25519, rsa, ecdsa256, ecdsa384, ecdsa521, encrypted, encryptedRsaPem } =
    sshd.clientKeys;
  for (const keyFile of [ed25519, rsa, ecdsa256, ecdsa384, ecdsa521]) {
    assertEquals(await run(serverOf(sshd, { keyFile })), { output: "", exitCode: 0 }, keyFile);
  }
  for (const keyFile of [encrypted, encryptedRsaPem]) {
    const login = serverOf(sshd, { keyFile, keyPassphrase: sshd.passphrase });
    assertEquals((await run(login)).exitCode, 0, keyFile);
  }
});

sshdTest(
  "login: a key that cannot be used is 21003, and detail says why and what to do",
  async () => {
    await using sshd = await startSshd();
    const { encrypted, encryptedRsaPem, ed25519 } = sshd.clientKeys;
    await using folder = await keyFolder();
    const pkcs8Key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const wrong = { keyPassphrase: "wrong" };
    const missing = "is encrypted: set A_KEY_PASSPHRASE";
    const mistaken = "is not opened by its passphrase: check A_KEY_PASSPHRASE";
    const unknown = "has an unknown format, or is damaged: convert it to OpenSSH's with ssh-keygen";
    const isPublic = "is a public key: let A_KEY_FILE name the private one";
    const cases: [Partial<Server>, string][] = [
      [{ keyFile: encrypted }, missing],
      [{ keyFile: encrypted, ...wrong }, mistaken],
      [{ keyFile: encryptedRsaPem }, missing],
      [{ keyFile: encryptedRsaPem, ...wrong }, mistaken],
      [{ keyFile: await folder.write(pkcs8(pkcs8Key, "right")) }, missing],
      [{ keyFile: await folder.write(pkcs8(pkcs8Key, "right")), ...wrong }, mistaken],
      [{ keyFile: "/no/such/file" }, "is not there: check A_KEY_FILE"],
      [{ keyFile: `${ed25519}/file` }, "is not there: check A_KEY_FILE"],
      [{ keyFile: sshd.folder }, "is a folder: let A_KEY_FILE name a file"],
      [{ keyFile: await folder.write("no key at all") }, unknown],
      [{ keyFile: await folder.write((await Deno.readTextFile(ed25519)).slice(0, 200)) }, unknown],
      [{ keyFile: `${ed25519}.pub` }, isPublic],
      [{ keyFile: await folder.write("-----BEGIN PUBLIC KEY-----\nAAAA\n") }, isPublic],
    ];
    for (const [login, fault] of cases) {
      const error = await assertRejects(() => run(serverOf(sshd, login)), AppError);
      assertEquals(
        [error.code, error.detail],
        [21003, `The private key for a ${fault}`],
        JSON.stringify(login),
      );
    }
  },
);

sshdTest("login: a key that the server does not know is 21000", async () => {
  await using sshd = await startSshd();
  await using other = await startSshd();
  assertEquals(await codeOf(run(serverOf(sshd, { keyFile: other.clientKeys.ed25519 }))), 21000);
});

sshdTest("login: password, and 21000 for a wrong one, tried once", async () => {
  await using sshd = await startSshd({ password: true, keyboardInteractive: true });
  const login = { keyFile: undefined, password: sshd.password };
  assertEquals((await run(serverOf(sshd, login))).exitCode, 0);
  assertEquals(await codeOf(run(serverOf(sshd, { ...login, password: "wrong" }))), 21000);
  await eventually(() => sshd.log().includes("Failed password"), "the failure is logged");
  // PAM logs a failed answer as "Postponed", and names the method only in that line.
  const tries = sshd.log().matchAll(
    /Failed (?:password|keyboard-interactive)|Postponed keyboard-interactive/g,
  );
  assertEquals([...tries].map(([words]) => words), ["Failed password"]);
});

sshdTest("login: too many failures are 21000", async () => {
  await using sshd = await startSshd({ password: true, extraConfig: ["MaxAuthTries 1"] });
  await using other = await startSshd();
  const login = { keyFile: other.clientKeys.ed25519, password: sshd.password };
  const error = await assertRejects(() => run(serverOf(sshd, login)), AppError);
  assertEquals([error.code, error.detail], [21000, "a refused the login"]);
  await eventually(() => sshd.log().includes("Too many authentication failures"), "it is refused");
});

sshdTest("login: keyboard-interactive with the password as the answer", async () => {
  await using sshd = await startSshd({ keyboardInteractive: true });
  assertEquals(
    (await run(serverOf(sshd, { keyFile: undefined, password: sshd.password }))).exitCode,
    0,
  );
});

sshdTest("login: the key first, and the password where the key is not accepted", async () => {
  await using sshd = await startSshd({ password: true });
  await using other = await startSshd();
  const login = { keyFile: other.clientKeys.ed25519, password: sshd.password };
  assertEquals((await run(serverOf(sshd, login))).exitCode, 0);
});

sshdTest(
  "login: RSA and ECDSA keys in PKCS#8, encrypted or not; Ed25519 in PKCS#8 is 21003",
  async () => {
    await using sshd = await startSshd();
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const ecdsa = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
    sshd.authorize(publicLine(rsa, "pkcs1"));
    sshd.authorize(publicLine(ecdsa, "sec1"));
    const keyFile = await Deno.makeTempFile();
    for (const key of [rsa, ecdsa]) {
      for (const keyPassphrase of [undefined, "open sesame"]) {
        await Deno.writeTextFile(keyFile, pkcs8(key, keyPassphrase));
        const login = serverOf(sshd, { keyFile, keyPassphrase });
        assertEquals((await run(login)).exitCode, 0, `${key.asymmetricKeyType} ${keyPassphrase}`);
      }
    }
    await Deno.writeTextFile(keyFile, pkcs8(generateKeyPairSync("ed25519").privateKey));
    assertEquals(await codeOf(run(serverOf(sshd, { keyFile }))), 21003);
    await Deno.remove(keyFile);
  },
);

sshdTest("login: asks for the offered methods only without a key", async () => {
  await using sshd = await startSshd({ password: true, extraConfig: ["LogLevel DEBUG1"] });
  const question = "service ssh-connection method none";
  assertEquals((await run(serverOf(sshd))).exitCode, 0);
  await eventually(() => sshd.log().includes("Accepted publickey"), "the login is logged");
  assertEquals(sshd.log().includes(question), false);
  assertEquals(
    (await run(serverOf(sshd, { keyFile: undefined, password: sshd.password }))).exitCode,
    0,
  );
  await eventually(() => sshd.log().includes(question), "the question is logged");
});

sshdTest("login: acknowledges the proof of the host keys with a packet", async () => {
  await using sshd = await startSshd({ extraConfig: ["LogLevel DEBUG1"] });
  assertEquals((await run(serverOf(sshd))).exitCode, 0);
  const packet = "cancel-tcpip-forward want_reply 0";
  await eventually(() => sshd.log().includes(packet), "the server has received it");
});

/** Creates a folder for key files. Disposing removes it. */
async function keyFolder() {
  const path = await Deno.makeTempDir();
  return {
    write: async (text: string): Promise<string> => {
      const file = `${path}/${crypto.randomUUID()}`;
      await Deno.writeTextFile(file, text);
      return file;
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Returns the key in PKCS#8, as `openssl genpkey` writes it. */
function pkcs8(key: KeyObject, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  return key.export({ type: "pkcs8", format: "pem", ...encryption }).toString();
}

/** Returns the line of a public key for `authorized_keys`. */
function publicLine(key: KeyObject, type: "pkcs1" | "sec1"): string {
  const parsed = ssh2.utils.parseKey(key.export({ type, format: "pem" }).toString());
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
}
