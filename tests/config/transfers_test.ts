import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, parseConfig } from "../../src/config/config.ts";

const SERVERS = { HIWARE_ID: "u", HIWARE_PW: "p", A_IP: "10.0.0.1", B_IP: "10.0.0.2" };

function transferOf(TRANSFER_X: string) {
  const { transfers: [transfer] } = parseConfig({ ...SERVERS, TRANSFER_X });
  return transfer &&
    [transfer.from.server.name, transfer.from.path, transfer.to.server.name, transfer.to.path];
}

function problemsOf(env: Record<string, string>): readonly string[] {
  return assertThrows(() => parseConfig({ ...SERVERS, ...env }), ConfigError).problems;
}

Deno.test("parseConfig: a transfer has two ends, whose paths may hold spaces, arrows", () => {
  assertEquals(transferOf("a:/x -> b:/y"), ["a", "/x", "b", "/y"]);
  assertEquals(transferOf("  A:/x  y/*.dat   ->   B:/y z  "), ["a", "/x  y/*.dat", "b", "/y z"]);
  assertEquals(transferOf("a:/x->y -> b:/z"), ["a", "/x->y", "b", "/z"]);
  assertEquals(transferOf("a:/ -> b:/"), ["a", "/", "b", "/"]);
});

Deno.test("parseConfig: refuses a transfer of another form by its name", () => {
  const wrong = ["", "a:/x", "a:/x -> b:y", "a:x -> b:/y", "a -> b", "a:/x->b:/y", ":/x -> b:/y"];
  for (const TRANSFER_X of [...wrong, "a b:/x -> b:/y", "a:/x -> b c:/y", "! a:/x -> b:/y"]) {
    const problems = problemsOf({ TRANSFER_X });
    assertEquals(problems.map((line) => line.split(" ")[0]), ["TRANSFER_X"], TRANSFER_X);
  }
});

Deno.test("parseConfig: names the end of a transfer whose server is unknown", () => {
  assertStringIncludes(problemsOf({ TRANSFER_X: "no:/x -> b:/y" })[0] ?? "", "source");
  assertStringIncludes(problemsOf({ TRANSFER_X: "a:/x -> no:/y" })[0] ?? "", "target");
});

Deno.test("parseConfig: transfers are in the order of their names", () => {
  const one = "a:/x -> b:/y";
  const { transfers } = parseConfig({
    ...SERVERS,
    TRANSFER_Z: one,
    TRANSFER_A_1: one,
    TRANSFER_: one,
    TRANSFER_a: one,
    MY_TRANSFER_B: one,
    "TRANSFER_B-C": one,
  });
  assertEquals(transfers.map(({ name }) => name), ["a_1", "z"]);
});

Deno.test("parseConfig: stub_data_transfer needs its two servers, and can be set", () => {
  const names = (env: Record<string, string>) =>
    parseConfig({ ...SERVERS, ...env }).transfers.map(({ name, from }) => [name, from.path]);
  const both = { MDWAP1P_IP: "10.0.0.3", MYPAP1D_IP: "10.0.0.4" };
  assertEquals(names({ MDWAP1P_IP: "10.0.0.3" }), []);
  assertEquals(names({ MYPAP1D_IP: "10.0.0.4" }), []);
  assertEquals(names(both), [[
    "stub_data_transfer",
    "/nbsftp/myd/myp/snd/postgresql_unload/*.dat",
  ]]);
  assertEquals(names({ ...both, TRANSFER_STUB_DATA_TRANSFER: "a:/x -> b:/y" }), [
    ["stub_data_transfer", "/x"],
  ]);
});
