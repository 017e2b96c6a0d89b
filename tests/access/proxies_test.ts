import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type ProxyPolicy, type Sender, senderOf } from "../../src/access/proxies.ts";
import { parseIpRange } from "../../src/domain/ip_range.ts";
import { AppError } from "../../src/errors.ts";

const PROXIES = ["10.0.0.0/8", "fd00::/8"].map(parseIpRange).filter((range) => range !== undefined);
const POLICY: ProxyPolicy = { trustedProxies: PROXIES, isTls: false, isOpen: false };

/** Returns the sender of a request with `headers` from port 5000 of `hostname`. */
function sender(
  hostname: string,
  headers: Record<string, string>,
  policy: Partial<ProxyPolicy> = {},
): Sender {
  const peer = { hostname, port: 5000 };
  return senderOf(new Headers(headers), { peer, policy: { ...POLICY, ...policy } });
}

Deno.test("senderOf: a peer that is no trusted proxy is not believed", () => {
  const forged = { "x-forwarded-for": "10.9.9.9", "x-forwarded-proto": "https" };
  assertEquals(sender("192.0.2.1", forged), { address: "192.0.2.1:5000", isSecure: false });
  assertEquals(sender("2001:db8::1", forged).address, "[2001:db8::1]:5000");
});

Deno.test("senderOf: the client is the last address that is no trusted proxy", () => {
  const chains: Readonly<Record<string, string>> = {
    "192.0.2.1": "192.0.2.1",
    "198.51.100.9, 192.0.2.1": "192.0.2.1",
    "198.51.100.9, 192.0.2.1 ,10.1.1.1,fd00::2": "192.0.2.1",
    "10.1.1.1, 10.2.2.2": "10.1.1.1",
    "192.0.2.1, unknown, 10.1.1.1": "10.1.1.1",
    "192.0.2.1:4711": "192.0.2.1",
    "[2001:db8::1]:4711": "[2001:db8::1]",
    "2001:db8::1": "[2001:db8::1]",
    "unknown": "10.0.0.1:5000",
    "": "10.0.0.1:5000",
  };
  for (const [chain, address] of Object.entries(chains)) {
    assertEquals(sender("10.0.0.1", { "x-forwarded-for": chain }).address, address, chain);
  }
  assertEquals(sender("10.0.0.1", {}).address, "10.0.0.1:5000");
  assertEquals(sender("::ffff:10.0.0.1", { "x-forwarded-for": "::1" }).address, "[::1]");
});

Deno.test("senderOf: a connection is secure over TLS, or when the nearest proxy says so", () => {
  const protocols: Readonly<Record<string, boolean>> = {
    "https": true,
    "WSS": true,
    "http, https": true,
    "https, http": false,
    "http": false,
    "": false,
  };
  for (const [protocol, isSecure] of Object.entries(protocols)) {
    const headers = { "x-forwarded-proto": protocol };
    assertEquals(sender("10.0.0.1", headers).isSecure, isSecure, protocol);
  }
  assertEquals(sender("192.0.2.1", {}, { isTls: true }).isSecure, true);
  assertEquals(sender("10.0.0.1", { "x-forwarded-proto": "http" }, { isTls: true }).isSecure, true);
});

Deno.test("senderOf: without tokens, a request through an unknown proxy is 11001", () => {
  const remedy = "set AUTH=tokens, or add the address of the proxy to TRUSTED_PROXIES";
  const open = { isOpen: true };
  for (const name of ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"]) {
    const { code, detail = "" }: AppError = assertThrows(
      () => sender("192.0.2.1", { [name]: "x" }, open),
      AppError,
    );
    assertEquals(code, 11001, name);
    assertStringIncludes(detail, remedy);
    assertEquals(sender("10.0.0.1", { [name]: "x" }, open).address, "10.0.0.1:5000");
    assertEquals(sender("192.0.2.1", { [name]: "x" }).address, "192.0.2.1:5000");
  }
  assertEquals(sender("192.0.2.1", { "x-forward": "x" }, open).isSecure, false);
});
