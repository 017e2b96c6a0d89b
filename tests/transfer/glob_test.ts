import { assertEquals, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { segmentExpression } from "../../src/transfer/glob.ts";

const NAMES = [
  "a",
  "b",
  "ab",
  "a.dat",
  ".dat",
  "..x",
  "-",
  "]",
  "a]",
  "a-b",
  "^",
  "!",
  "*",
  "a*b",
  "[a]",
  "7",
  "A",
  "가",
  "가나",
  "a\nb",
  "\\",
  "+",
  "(a)",
  "{a,b}",
];

Deno.test("segmentExpression: matches what bash matches", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of NAMES) await Deno.writeTextFile(`${folder}/${name}`, "");
    const patterns =
      "* ? ?? a* *b *.dat .* .d* [ab] [!ab]* [^ab]* []]* *[]] [a-c] [-] [a-] [!-]* " +
      "\\* \\\\ a\\*b [[:digit:]] [[:upper:]] [[:alpha:]][[:alpha:]] \\[a] [[]* [*] [\\]] +* " +
      "{a* 가?";
    for (const pattern of patterns.split(" ")) {
      const { stdout } = await new Deno.Command("bash", {
        args: ["-c", `shopt -s nullglob; for name in ${pattern}; do printf '%s\\0' "$name"; done`],
        cwd: folder,
        env: { LC_ALL: "C.UTF-8" },
      }).output();
      const expected = new TextDecoder().decode(stdout).split("\0").slice(0, -1)
        .filter((name) => name !== "." && name !== "..");
      const expression = segmentExpression(pattern);
      assertEquals(NAMES.filter((name) => expression.test(name)).sort(), expected.sort(), pattern);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("segmentExpression: a range that runs backwards is 24000", () => {
  assertEquals(assertThrows(() => segmentExpression("[z-a]"), AppError).code, 24000);
});

Deno.test("segmentExpression: classes by name, and an unknown one matches nothing", () => {
  const matched = (pattern: string, chars: string) =>
    [...chars].filter((char) => segmentExpression(pattern).test(char)).join("");
  const all = "aZé가5 \t_-.Fg";
  assertEquals(matched("[[:alnum:]]", all), "aZé가5Fg");
  assertEquals(matched("[[:alpha:]]", all), "aZé가Fg");
  assertEquals(matched("[[:digit:]]", all), "5");
  assertEquals(matched("[[:lower:]]", all), "aég");
  assertEquals(matched("[[:upper:]]", all), "ZF");
  assertEquals(matched("[[:space:]]", all), " \t");
  assertEquals(matched("[[:xdigit:]]", all), "a5F");
  assertEquals(matched("[[:unknown:]_]", all), "_");
});

Deno.test("segmentExpression: an escaped hyphen in a set is no range", () => {
  const expression = segmentExpression("[a\\-c]");
  assertEquals(["a", "-", "c", "b"].map((name) => expression.test(name)), [
    true,
    true,
    true,
    false,
  ]);
});
