import { assert, assertEquals, assertLess } from "@std/assert";
import { loginCommand, Preamble, shellQuoted } from "../../src/ssh/login_command.ts";
import { Buffer } from "node:buffer";

const bytes = (text: string) => new TextEncoder().encode(text);

/** What a shell makes of `script`. */
async function sh(script: Uint8Array, shell = "sh"): Promise<Uint8Array> {
  const text = Buffer.from(script).toString();
  const { stdout } = await new Deno.Command(shell, {
    args: ["-c", text],
    env: { SHELL: "/bin/sh" },
  }).output();
  return stdout;
}

Deno.test("shellQuoted: every byte but NUL survives a shell", async () => {
  const all = Array.from({ length: 127 }, (_, i) => String.fromCharCode(i + 1)).join("");
  for (
    const text of [
      all,
      `${all}'''`,
      "''''",
      `"$(id)\`id\`\\`,
      "",
      "한글 '따옴표' $HOME",
      "a\nb\\\nc",
      "!!",
    ]
  ) {
    const script = Buffer.concat([Buffer.from("printf %s "), shellQuoted(bytes(text))]);
    assertEquals(new TextDecoder().decode(await sh(script)), text);
  }
});

Deno.test("shellQuoted: 65,536 bytes of anything fit one argument of 128 KiB", () => {
  const worst = "'$\"`".repeat(16_384);
  for (
    const text of [
      "'".repeat(65_536),
      '"'.repeat(65_536),
      "'\"".repeat(32_768),
      worst,
      "\\".repeat(65_536),
    ]
  ) {
    const length = loginCommand(bytes(text), crypto.randomUUID()).length;
    assertLess(length, 131_072, `${text.slice(0, 4)}… becomes ${length} bytes`);
  }
  assert(shellQuoted(bytes(worst)).length <= 1.75 * 65_536 + 2);
});

Deno.test("loginCommand: the markers tell the process and where the command's output starts", async () => {
  const preamble = new Preamble("n0nce");
  const output = preamble.strip(
    Buffer.from(await sh(loginCommand(bytes("echo $$; exit 3"), "n0nce"))),
  );
  assertEquals(output.toString(), `${preamble.sessionId}\n`);
});

Deno.test("Preamble.strip: takes out what the profile prints, however the chunks are cut", () => {
  const stream = "\x1en:4711\x1eWelcome to the machine\r\n\x1en\x1eoutput \x1e kept\r\n";
  for (let cut = 0; cut <= stream.length; cut++) {
    const preamble = new Preamble("n");
    const parts = [stream.slice(0, cut), stream.slice(cut)].map((part) =>
      preamble.strip(Buffer.from(part)).toString()
    );
    assertEquals(parts.join(""), "output \x1e kept\r\n");
    assertEquals([preamble.sessionId, preamble.rest().length], [4711, 0]);
  }
});

Deno.test("Preamble.rest: gives what a login printed that never came to the command", () => {
  const preamble = new Preamble("n");
  assertEquals(
    preamble.strip(Buffer.from("\x1en:4711\x1eThis account is not available.\r\n")).length,
    0,
  );
  assertEquals(preamble.rest().toString(), "This account is not available.\r\n");
  const appliance = new Preamble("n");
  appliance.strip(Buffer.from("% Invalid input"));
  assertEquals([appliance.rest().toString(), appliance.sessionId], ["% Invalid input", undefined]);
});
