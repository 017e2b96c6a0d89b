import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, parseConfig } from "../../src/config/config.ts";

const LOGIN = { HIWARE_ID: "user", HIWARE_PW: "password" };

function problemsOf(env: Record<string, string>): readonly string[] {
  return assertThrows(() => parseConfig(env), ConfigError).problems;
}

function namesOf(env: Record<string, string>): string[] {
  return parseConfig({ ...LOGIN, ...env }).servers.map(({ name }) => name);
}

Deno.test("parseConfig: an address makes a server, in the order of names", () => {
  assertEquals(namesOf({ Z9_IP: "10.0.0.1", A_B_IP: "10.0.0.2" }), ["a_b", "z9"]);
  assertEquals(namesOf({ x_IP: "10.0.0.1", "9A_IP": "10.0.0.1", A_IPX: "10.0.0.1" }), []);
  assertEquals(namesOf({ "-A_IP": "10.0.0.1", _IP: "10.0.0.1" }), []);
});

Deno.test("parseConfig: SERVERS gives the order, in any case, and may hold spaces", () => {
  const env = { A_IP: "10.0.0.1", B_IP: "10.0.0.2", C_IP: "10.0.0.3" };
  assertEquals(namesOf({ ...env, SERVERS: " c, A " }), ["c", "a"]);
});

Deno.test("parseConfig: a fault of SERVERS does not repeat an invalid name", () => {
  for (const SERVERS of ["a b", "<secret>", "secret!", "$secret"]) {
    const [problem = ""] = problemsOf({ ...LOGIN, A_IP: "10.0.0.1", SERVERS });
    assertStringIncludes(problem, "SERVERS ");
    assertEquals(problem.toLowerCase().includes(SERVERS.toLowerCase()), false, problem);
    assertStringIncludes(problem, "not a server name");
  }
});

Deno.test("parseConfig: accepts addresses and host names only", () => {
  for (const A_IP of ["10.0.0.1", "db.internal", "fe80::1%eth0", "a-b_c.d", "h"]) {
    assertEquals(parseConfig({ ...LOGIN, A_IP }).servers[0]?.host, A_IP);
  }
  const wrong = ["a b", "a/b", "user@host", "xxx.1.2.3", "<address>", "your-host", "a.example.com"];
  for (const A_IP of [...wrong, "...", "a".repeat(256), "host!"]) {
    assertEquals(problemsOf({ ...LOGIN, A_IP }).map((line) => line.split(" ")[0]), ["A_IP"], A_IP);
  }
});

Deno.test("parseConfig: a server has defaults, and its own login over the common one", () => {
  const env = { A_IP: "10.0.0.1", B_IP: "10.0.0.2", B_USER: "u", B_PASSWORD: "p" };
  const [a, b] = parseConfig({ ...LOGIN, ...env }).servers;
  assertEquals([a?.port, a?.encoding, a?.username, a?.password], [22, "utf-8", "user", "password"]);
  assertEquals([b?.username, b?.password, b?.keyFile, b?.hostKey], [
    "u",
    "p",
    undefined,
    undefined,
  ]);
});

Deno.test("parseConfig: a key file is a login without a password", () => {
  const env = { HIWARE_ID: "user", A_IP: "10.0.0.1", B_IP: "10.0.0.2" };
  const problems = problemsOf({ ...env, A_KEY_FILE: "/key" });
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0] ?? "", "HIWARE_PW is missing: the password for b,");
});

Deno.test("parseConfig: prod without servers also reports a missing login", () => {
  const namesOfProblems = (env: Record<string, string>) =>
    problemsOf({ ENV: "PROD", ...env }).map((line) => line.split(" ")[0]);
  assertEquals(namesOfProblems({ HIWARE_ID: "u" }), ["HIWARE_PW", "MDWAP1P_IP", "MYPAP1D_IP"]);
  assertEquals(namesOfProblems(LOGIN), ["MDWAP1P_IP", "MYPAP1D_IP"]);
  assertEquals(parseConfig({ ...LOGIN, ENV: "prod", A_IP: "10.0.0.1" }).servers.length, 1);
  assertEquals(parseConfig({ ENV: "test" }).servers, []);
});

Deno.test("parseConfig: a pinned host key has the form that ssh-keygen prints", () => {
  const key = "a".repeat(43);
  const isTaken = (A_HOST_KEY: string) => {
    try {
      return parseConfig({ ...LOGIN, A_IP: "10.0.0.1", A_HOST_KEY }).servers.length === 1;
    } catch {
      return false;
    }
  };
  assertEquals(isTaken(`SHA256:${key}`), true);
  for (const wrong of [key, `MD5:${key}`, `SHA256:${key}=`, `SHA256:${key}a`, `xSHA256:${key}`]) {
    assertEquals(isTaken(wrong), false, wrong);
  }
});

Deno.test("parseConfig: a label is one line of 1 to 24 visible characters", () => {
  const labelled = (A_LABEL: string) => ({ ...LOGIN, A_IP: "10.0.0.1", A_LABEL });
  for (const label of ["a", "운영", "production (do not test)", "🟥".repeat(24)]) {
    assertEquals(parseConfig(labelled(label)).servers[0]?.label, label);
  }
  assertEquals(parseConfig(labelled("")).servers[0]?.label, undefined);
  const wrong = [
    "a".repeat(25),
    " ",
    "a\nb",
    "\x1b[31m",
    "a\u200fb",
    "a\u202e",
    "\u2066",
    "\ud800",
  ];
  for (const label of wrong) {
    const [problem = "", ...more] = problemsOf(labelled(label));
    assertEquals([problem.split(" ")[0], more], ["A_LABEL", []], JSON.stringify(label));
  }
});
