import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { startApp } from "../harness/app.ts";
import { run, serverOf } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";

/** Lines of sshd_config of servers from before 2014, each with its text in `detail`. */
const OLD = [
  { line: "HostKeyAlgorithms ssh-rsa", says: "host key (it offers ssh-rsa)" },
  {
    line: "KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1",
    says: "key exchange (it offers diffie-hellman-group14-sha1, diffie-hellman-group1-sha1",
  },
  { line: "KexAlgorithms diffie-hellman-group-exchange-sha1", says: "key exchange" },
  { line: "Ciphers aes128-cbc,3des-cbc", says: "cipher (it offers aes128-cbc, 3des-cbc)" },
  { line: "Ciphers aes256-cbc", says: "cipher" },
  { line: "Ciphers aes256-ctr\nMACs hmac-md5", says: "MAC (it offers hmac-md5)" },
  { line: "Ciphers aes256-ctr\nMACs hmac-sha1-96", says: "MAC" },
];

sshdTest("algorithms: what does not match is 20000 and named, and legacy allows it", async () => {
  for (const { line, says } of OLD) {
    await using sshd = await startSshd({ hostKeyTypes: ["rsa"], extraConfig: line.split("\n") });
    const attempt = run(serverOf(sshd));
    const { code, detail = "" } = await assertRejects(() => attempt, AppError);
    assertEquals(code, 20000, line);
    assertStringIncludes(detail, "a has no algorithm in common with the service for: ");
    assertStringIncludes(detail, says);
    assertStringIncludes(detail, "; set A_ALGORITHMS=legacy to allow old ones");
    const legacy = serverOf(sshd, { algorithms: "legacy" });
    // A busy machine is slow at the old key exchange with large numbers.
    const ended = await run(legacy, { command: "echo old", deadlineMs: 100_000 });
    assertEquals(ended, { output: "old\r\n", exitCode: 0 });
  }
});

sshdTest("algorithms: all that does not match is named, and only that", async () => {
  await using sshd = await startSshd({
    hostKeyTypes: ["rsa"],
    extraConfig: [
      "HostKeyAlgorithms ssh-rsa",
      "KexAlgorithms diffie-hellman-group1-sha1",
      "Ciphers 3des-cbc",
      "MACs hmac-sha1",
    ],
  });
  const attempt = run(serverOf(sshd));
  const { detail = "" } = await assertRejects(() => attempt, AppError);
  for (const purpose of ["host key", "key exchange", "cipher"]) {
    assertStringIncludes(detail, `${purpose} (`);
  }
  assert(!detail.includes("MAC"), detail);
  const legacy = serverOf(sshd, { algorithms: "legacy" });
  assertEquals((await run(legacy)).exitCode, 0);
});

sshdTest("algorithms: legacy prefers the modern ones", async () => {
  await using sshd = await startSshd({
    hostKeyTypes: ["rsa"],
    extraConfig: [
      "LogLevel DEBUG1",
      "HostKeyAlgorithms +ssh-rsa",
      "KexAlgorithms +diffie-hellman-group1-sha1",
      "Ciphers +3des-cbc",
    ],
  });
  assertEquals((await run(serverOf(sshd, { algorithms: "legacy" }))).exitCode, 0);
  assertStringIncludes(sshd.log(), "kex: algorithm: curve25519-sha256");
  assertStringIncludes(sshd.log(), "kex: host key algorithm: rsa-sha2-512");
  assertStringIncludes(sshd.log(), "client->server cipher: chacha20-poly1305@openssh.com");
});

sshdTest(
  "algorithms: a server that has none that the service knows is told to enable one",
  async () => {
    const extraConfig = ["KexAlgorithms ecdh-sha2-nistp521", "MACs umac-64@openssh.com"];
    await using sshd = await startSshd({ extraConfig });
    const attempt = run(serverOf(sshd, { algorithms: "legacy" }));
    const { code, detail = "" } = await assertRejects(() => attempt, AppError);
    assertEquals(code, 20000);
    assertStringIncludes(detail, "key exchange (it offers ecdh-sha2-nistp521");
    assertStringIncludes(detail, "; enable on the server an algorithm that the service offers");
    assert(!detail.includes("MAC"), "chacha20-poly1305 needs none");
  },
);

Deno.test("algorithms: legacy is warned of once at the start, by server", async () => {
  const server = { A_IP: "127.0.0.1", B_IP: "127.0.0.1", HIWARE_ID: "u", HIWARE_PW: "password" };
  await using app = await startApp({ ...server, B_ALGORITHMS: "legacy" });
  const warnings = app.logLines().filter((line) => line.includes("WARN"));
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0] ?? "", "server=b variable=B_ALGORITHMS");
});
