import { assertEquals } from "@std/assert";
import {
  commandFrame,
  commandLine,
  shellWord,
} from "../../src/console/views/command/command_line.ts";
import { dataOf, queryOf } from "../../src/console/views/command/command_route.ts";

const WORDS = [
  "ls",
  "a b",
  "it's",
  "''",
  '$HOME `id` \\ "x"',
  "한글; rm *",
  "-x",
  "a\nb",
  "#c",
  "~",
];

Deno.test("shellWord: gives a shell the same text", async () => {
  const line = `printf '%s\\0' ${WORDS.map(shellWord).join(" ")}`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", line] }).output();
  assertEquals(new TextDecoder().decode(stdout).split("\0").slice(0, -1), WORDS);
});

Deno.test("shellWord: leaves a plain word and path alone", () => {
  assertEquals(["mdwap1p", "/usr/bin/id"].map(shellWord), ["mdwap1p", "/usr/bin/id"]);
});

Deno.test("commandLine: has the options of exec, each when it is set", () => {
  const data = { server_name: "mdwap1p", command: "ls -la" };
  assertEquals(commandLine(data), "pink-page exec mdwap1p -- 'ls -la'");
  const limits = { stop_phrase: "ALL DONE", timeout_seconds: 30, idle_timeout_seconds: 2.5 };
  const line = "pink-page exec mdwap1p -p 'ALL DONE' -t 30 --idle 2.5 -- 'ls -la'";
  assertEquals(commandLine({ ...data, ...limits }), line);
});

Deno.test("commandFrame: is the message of the wire", () => {
  const data = { server_name: "mdwap1p", command: "ls", stop_phrase: "X" };
  assertEquals(JSON.parse(commandFrame(data)), { type: "ssh_command", data });
});

Deno.test("dataOf: reads what queryOf writes", () => {
  const data = { server_name: "a b", command: "x & y=1", stop_phrase: "#", timeout_seconds: 1.5 };
  assertEquals(dataOf(new URLSearchParams(queryOf(data))), data);
  const empty = new URLSearchParams("server=a&stop_phrase=&timeout_seconds=x");
  assertEquals(dataOf(empty), { server_name: "a", command: "" });
});
