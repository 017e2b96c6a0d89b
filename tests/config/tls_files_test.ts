import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConfigError, parseConfig } from "../../src/config/config.ts";
import { readKeyPair, requireKeyPair } from "../../src/config/tls_files.ts";
import { createAuthority, openssl } from "../harness/certificates.ts";
import { endingOf } from "../harness/program.ts";

const DAY_MS = 86_400_000;

Deno.test("readKeyPair: reads a certificate, its key, and the end of its validity", async () => {
  await using authority = await createAuthority();
  const { certFile, keyFile, cert, key } = await authority.issue(20);
  const pair = await readKeyPair({ tlsCertFile: certFile, tlsKeyFile: keyFile });
  assert(pair !== undefined && "cert" in pair);
  assertEquals([pair.cert, pair.key], [cert, key]);
  assertEquals(Math.round((pair.expiresMs - Date.now()) / DAY_MS), 20);
  assertEquals(await readKeyPair({}), undefined);
});

Deno.test("readKeyPair: names the variable of the file that cannot be used, and why", async () => {
  await using authority = await createAuthority();
  const { folder } = authority;
  const { certFile, keyFile } = await authority.issue(20);
  const { keyFile: otherKey } = await authority.issue(20);
  const encrypted = `${folder}/encrypted`;
  await openssl(["pkey", "-in", keyFile, "-aes256", "-passout", "pass:x", "-out", encrypted]);
  const cases: readonly [
    tlsCertFile: string,
    tlsKeyFile: string,
    variable: string,
    fault: RegExp,
  ][] = [
    [`${folder}/none`, keyFile, "TLS_CERT_FILE", /does not exist/],
    [folder, keyFile, "TLS_CERT_FILE", /folder/],
    [keyFile, keyFile, "TLS_CERT_FILE", /holds no certificate/],
    [certFile, `${folder}/none`, "TLS_KEY_FILE", /does not exist/],
    [certFile, certFile, "TLS_KEY_FILE", /holds no private key/],
    [certFile, encrypted, "TLS_KEY_FILE", /holds no private key .* without a passphrase/],
    [certFile, otherKey, "TLS_KEY_FILE", /does not belong to the certificate/],
  ];
  for (const [tlsCertFile, tlsKeyFile, variable, fault] of cases) {
    const reading = await readKeyPair({ tlsCertFile, tlsKeyFile });
    assert(reading !== undefined && "fault" in reading, String(fault));
    assertEquals([reading.variable, fault.test(reading.fault)], [variable, true], reading.fault);
    const { problems }: ConfigError = await assertRejects(
      () => requireKeyPair({ tlsCertFile, tlsKeyFile }),
      ConfigError,
    );
    assertEquals(problems, [`${variable} ${reading.fault}`]);
  }
});

Deno.test("main: a key that does not belong to the certificate ends the start", async () => {
  await using authority = await createAuthority();
  const { certFile } = await authority.issue(20);
  const { keyFile } = await authority.issue(20);
  const tls = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
  const { code, stderr } = await endingOf({ PORT: "0", ...tls });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "\n  TLS_KEY_FILE does not belong to the certificate; for example ");
});

Deno.test("parseConfig: TLS needs both files", () => {
  const { tlsCertFile, tlsKeyFile } = parseConfig({ TLS_CERT_FILE: "c", TLS_KEY_FILE: "k" });
  assertEquals([tlsCertFile, tlsKeyFile], ["c", "k"]);
  const missing = (env: Record<string, string>) => {
    try {
      return parseConfig(env) && [];
    } catch (error) {
      return (error as ConfigError).problems.map((problem) => problem.split(":")[0]);
    }
  };
  assertEquals(missing({ TLS_CERT_FILE: "c" }), ["TLS_KEY_FILE is missing"]);
  assertEquals(missing({ TLS_KEY_FILE: "k" }), ["TLS_CERT_FILE is missing"]);
});
