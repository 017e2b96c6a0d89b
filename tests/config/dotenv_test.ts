import { assertEquals } from "@std/assert";
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

Deno.test("parseDotenv: export, spaces round the name, CRLF, comment lines, a later line wins", () => {
  const text = "# 환경 설정\r\nexport A = one \r\n  B=2\r\n#C=3\r\nnot a line\r\nA=three\r\n";
  assertEquals(parseDotenv(text), { A: "three", B: "2" });
});

Deno.test("parseDotenv: a quote that is never closed is part of the value", () => {
  assertEquals(parseDotenv(`A='open\nB=a'b\n`), { A: "'open", B: "a'b" });
});
