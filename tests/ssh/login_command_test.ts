import { Buffer } from "node:buffer";
import { assertEquals, assertLess } from "@std/assert";
import { loginCommand } from "../../src/ssh/login_command.ts";
import { Preamble } from "../../src/ssh/preamble.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Maximum length of a program's argument on Linux, in bytes, with its NUL (MAX_ARG_STRLEN). */
const ARGUMENT_BYTES = 131_072;

Deno.test("loginCommand: prints the process id, and a marker before the output", async () => {
  const preamble = new Preamble("n0nce");
  const { login, output } = preamble.read(await printed("echo $$; exit 3"));
  assertEquals([login.toString(), output.toString()], ["", `${preamble.processGroup}\n`]);
});

Deno.test("loginCommand: fits 65,536 bytes of anything into one argument", async () => {
  const worst = ["'", '"', "\\", "!", "\n", "\\'!\n", "'$\"`", "a\\"];
  for (const part of worst) {
    const text = part.repeat(65_536 / part.length);
    const { length } = loginCommand(bytes(text), crypto.randomUUID());
    assertLess(length, ARGUMENT_BYTES, `${part} becomes ${length} bytes`);
  }
  const quoted = `printf %s '${"\\!\n".repeat(21_800)}' | wc -c`;
  const { output } = new Preamble("n0nce").read(await printed(quoted));
  assertEquals(output.toString().trim(), "65400");
});

Deno.test("loginCommand: runs a command with every control character unchanged", async () => {
  const all = Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join("");
  const text = `printf %s '${all}\\!"'`;
  const { output } = new Preamble("n0nce").read(await printed(text));
  assertEquals(output.toString(), `${all}\\!"`);
});

async function printed(command: string): Promise<Buffer> {
  const request = loginCommand(bytes(command), "n0nce").toString();
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", request],
    env: { SHELL: "/bin/sh", HOME: "/nonexistent" },
  }).output();
  return Buffer.from(stdout);
}
