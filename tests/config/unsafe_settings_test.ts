import { assertEquals } from "@std/assert";
import { parseConfig } from "../../src/config/config.ts";
import { safetyFacts, unsafeSettings } from "../../src/config/unsafe_settings.ts";

const NO_FACTS = { exposedFiles: [], tokens: [] } as const;
const FAR = { HOST: "0.0.0.0", AUTH: "none" } as const;

/** Returns the unsafe variables, each with its safer value. */
function unsafe(
  env: Record<string, string>,
  facts: Parameters<typeof unsafeSettings>[1] = NO_FACTS,
) {
  return unsafeSettings(parseConfig(env), facts).map(({ variable, advice }) => [variable, advice]);
}

Deno.test("unsafeSettings: none on loopback, also with AUTH=none", () => {
  assertEquals(unsafe({}), []);
  assertEquals(unsafe({ AUTH: "none", HOST_KEYS: "strict" }), []);
});

Deno.test("unsafeSettings: names each unsafe setting and its safer value", () => {
  const auth = ["AUTH", "AUTH=tokens"];
  const proxy = { TRUSTED_PROXIES: "10.0.0.1" };
  const tls = { TLS_CERT_FILE: "c", TLS_KEY_FILE: "k" };
  assertEquals(unsafe(FAR), [auth, [
    "TLS_CERT_FILE",
    "TLS_CERT_FILE and TLS_KEY_FILE, or a proxy with TLS in TRUSTED_PROXIES",
  ]]);
  assertEquals(unsafe({ ...FAR, ...tls }), [auth]);
  assertEquals(unsafe({ ...FAR, ...proxy }), [auth]);
  assertEquals(unsafe({ AUTH: "none", ...proxy }), [auth]);
  assertEquals(unsafe({ HOST_KEYS: "off" }), [
    ["HOST_KEYS", "HOST_KEYS=strict or HOST_KEYS=tofu"],
  ]);
  const facts = {
    exposedFiles: [".env", "A_KEY_FILE"],
    tokens: [{ name: "a" }, { name: "b", expires_at: "2030-01-01T00:00:00.000Z" }],
  };
  assertEquals(unsafe({}, facts), [
    [".env", "chmod 600"],
    ["A_KEY_FILE", "chmod 600"],
    ["TOKENS_FILE", "deno task token add … --days 90"],
  ]);
  const [, , token] = unsafeSettings(parseConfig({}), facts);
  assertEquals(token?.fault, 'has the token "a", which never expires');
});

Deno.test("exposedFiles: names keys that the group or others can read", async () => {
  const folder = await Deno.makeTempDir();
  const servers = [0o600, 0o400, 0o640, 0o604].map((mode) => {
    const keyFile = `${folder}/${mode.toString(8)}`;
    Deno.writeTextFileSync(keyFile, "key", { mode });
    Deno.chmodSync(keyFile, mode);
    const name = `key_${mode.toString(8)}`;
    return { name, host: "h", port: 22, username: "u", encoding: "utf-8", keyFile };
  });
  const tlsKeyFile = `${folder}/640`;
  assertEquals(
    (await safetyFacts({ servers, tlsKeyFile }, [])).exposedFiles.filter((name) => name !== ".env"),
    [
      "KEY_640_KEY_FILE",
      "KEY_604_KEY_FILE",
      "TLS_KEY_FILE",
    ],
  );
  const none = await safetyFacts({ servers: [], tlsKeyFile: `${folder}/none` }, []);
  assertEquals(none.exposedFiles.filter((name) => name !== ".env"), []);
  await Deno.remove(folder, { recursive: true });
});
