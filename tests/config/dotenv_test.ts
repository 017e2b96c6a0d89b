import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../src/config/config.ts";
import { parseDotenv } from "../../src/config/dotenv.ts";

Deno.test("parseDotenv: an unquoted # starts a comment only after white space", () => {
  const text = "A=a#b$c\nB=10.10.10.1  # 개발/테스트 서버\nC=tab\t#c\nD= # only a comment\n";
  assertEquals(parseDotenv(text), { A: "a#b$c", B: "10.10.10.1", C: "tab", D: "" });
});

Deno.test("parseDotenv: quotes keep white space, # and lines; double quotes know escapes", () => {
  const text = `A='it # is' # c\nB="x\\ny\\"z\\\\" # c\nC="two\nlines"\nD='\\n'\nE="가 나"\n`;
  assertEquals(parseDotenv(text), {
    A: "it # is",
    B: 'x\ny"z\\',
    C: "two\nlines",
    D: "\\n",
    E: "가 나",
  });
});

Deno.test("parseDotenv: export, spaces around the name, CRLF, comments, later lines", () => {
  const text = "# 환경 설정\r\nexport A = one \r\n  B=2\r\n#C=3\r\n  \r\nA=three\r\n";
  assertEquals(parseDotenv(text), { A: "three", B: "2" });
});

Deno.test("parseDotenv: a quote inside an unquoted value is part of it, also before a #", () => {
  assertEquals(parseDotenv(`A=a'b\nB=a'#b"c\nC="\u2028" # c\nD=x\u2028y`), {
    A: "a'b",
    B: `a'#b"c`,
    C: "\u2028",
    D: "x\u2028y",
  });
});

Deno.test("parseDotenv: escapes are those of python-dotenv, in single quotes too", () => {
  const text = String.raw`A='it\'s a\\b\n'${"\n"}B="\'\"\a\b\f\n\r\t\v\\\x"`;
  assertEquals(parseDotenv(text), { A: "it's a\\b\\n", B: `'"\x07\b\f\n\r\t\v\\\\x` });
});

Deno.test("parseDotenv: reports every line that cannot be parsed, without its text", () => {
  const secret = "s3cr3t";
  const noEquals = 'has no "=": write NAME=value, or # before a comment';
  const badName = 'has a name with something else in it than letters, digits, "_", "." and "-"';
  const lines: [line: string, fault: string][] = [
    [`ENV: ${secret}`, noEquals],
    [`ENV ${secret}`, noEquals],
    [`export ${secret}`, noEquals],
    [`=${secret}`, 'has no name before the "=": write NAME=value'],
    [`MY NAME=${secret}`, badName],
    [`1A=${secret}`, badName],
    [`이름=${secret}`, badName],
    [`A="${secret}" b`, "has text after the closing quote"],
    [`A='${secret}'b`, "has text after the closing quote"],
  ];
  for (const [line, fault] of lines) {
    const { problems } = assertThrows(() => parseDotenv(`A=1\n\n${line}\nB=2`), ConfigError);
    assertEquals(problems, [`.env line 3 ${fault}`]);
  }
  const all = lines.map(([line]) => line).join("\r\n");
  const { problems } = assertThrows(() => parseDotenv(all), ConfigError);
  assertEquals(problems, lines.map(([, fault], index) => `.env line ${index + 1} ${fault}`));
});

Deno.test("parseDotenv: a quote that is never closed is one fault, at its line", () => {
  const text = `A="two\nlines"\nB="open\nC: 1\nD='open\nE=it's\nF=2`;
  assertEquals(assertThrows(() => parseDotenv(text), ConfigError).problems, [
    ".env line 3 has a quote that is never closed",
    '.env line 4 has no "=": write NAME=value, or # before a comment',
    ".env line 5 has text after the closing quote",
  ]);
});
