import { assertEquals, assertFalse, assertMatch } from "@std/assert";
import { endingOf } from "../harness/program.ts";

const TEXT = "# 개발 서버\nENV=prod\nHIWARE_ID=operator\nHIWARE_PW=s3cr3t\nMDWAP1P_IP=10.10.10.1\n";

/** Encodes `text` in UTF-16, little endian or big endian. */
function utf16(text: string, { littleEndian }: { littleEndian: boolean }): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) {
    view.setUint16(i * 2, text.charCodeAt(i), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

function bytes(...values: (number | string)[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap((value) =>
      typeof value === "number" ? [value] : [...new TextEncoder().encode(value)]
    ),
  );
}

Deno.test("main: a .env that is not UTF-8 stops the start, naming its encoding", async () => {
  const files: [content: Uint8Array, fault: RegExp][] = [
    [utf16(`\ufeff${TEXT}`, { littleEndian: true }), /is in UTF-16 LE, with a byte order mark/],
    [utf16(`\ufeff${TEXT}`, { littleEndian: false }), /is in UTF-16 BE, with a byte order mark/],
    [utf16(TEXT, { littleEndian: true }), /is in UTF-16 LE; save/],
    [utf16(TEXT, { littleEndian: false }), /is in UTF-16 BE; save/],
    // "HIWARE_PW=é" in Latin-1, "# 개" in EUC-KR.
    [bytes("ENV=test\nHIWARE_PW=", 0xe9, "\n"), /is not UTF-8 from line 2 on \(Latin-1 or EUC-KR/],
    [bytes("# ", 0xb0, 0xb3, "\nENV=test\n"), /is not UTF-8 from line 1 on \(Latin-1 or EUC-KR/],
    [bytes("ENV=test\nHIWARE_PW=a", 0, "b\n"), /is not text: line 2 holds a NUL byte; save/],
    [bytes(0, 0, 0, 0), /is not text: line 1 holds a NUL byte; save/],
  ];
  for (const [dotenv, fault] of files) {
    const { code, stdout, stderr } = await endingOf({ PORT: "0" }, { dotenv });
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /^The configuration is wrong:\n {2}\.env .* as UTF-8\n$/);
    assertMatch(stderr, fault);
  }
});

Deno.test("main: a .env in UTF-8 with a byte order mark is read", async () => {
  const { code, stderr } = await endingOf({}, { dotenv: `\ufeffPORT=x\n${TEXT}` });
  assertEquals(code, 1);
  assertMatch(stderr, /^The configuration is wrong:\n {2}PORT is not a whole number; .*\n$/);
});

Deno.test("main: lines of .env that cannot be parsed stop the start", async () => {
  const dotenv = `ENV: s3cr3t\nHIWARE_ID=a\n=s3cr3t\nMY NAME=s3cr3t\nHIWARE_PW="s3cr3t\n`;
  const { code, stdout, stderr } = await endingOf({ PORT: "0" }, { dotenv });
  assertEquals([code, stdout], [1, ""]);
  const lines = stderr.trimEnd().split("\n").slice(1);
  assertEquals(lines.map((line) => /^ {2}\.env line (\d) has /.exec(line)?.[1]), [
    "1",
    "3",
    "4",
    "5",
  ]);
  assertFalse(stderr.includes("s3cr3t"));
});

Deno.test("main: a .env that cannot be read stops the start with its reason", async () => {
  const causes: [make: (path: string) => void, reason: RegExp][] = [
    [(path) => Deno.mkdirSync(path), /Is a directory/],
    [(path) => Deno.symlinkSync("missing", path), /No such file/],
    [(path) => Deno.writeTextFileSync(path, TEXT, { mode: 0o000 }), /Permission denied/],
  ];
  for (const [make, reason] of causes) {
    const { code, stdout, stderr } = await endingOf({ PORT: "0" }, {
      prepare: (folder) => make(`${folder}/.env`),
      withoutCapabilities: true,
    });
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /^The configuration is wrong:\n {2}\.env cannot be read: .*\n$/);
    assertMatch(stderr, reason);
  }
});
