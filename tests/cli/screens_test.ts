import { assertEquals } from "@std/assert";
import { serverVariables, startApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { Tmux, type TmuxWindow } from "../harness/tmux.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const SIZE = { cols: 90, rows: 24 };
const ESC = "\x1b";

/** Keys that are typed, and what the screen shows then. */
type Step = readonly [keys: string, shows: RegExp];

/** Uses of full-screen programs, and of a terminal that adds no returns. */
const PROGRAMS: Readonly<Record<string, readonly Step[]>> = {
  vim: [
    ["vim -n -u NONE -N -c 'set noro' lines.txt; echo back\r", /^1 한글 line/m],
    [":set number hlsearch | syntax on\r", /^ +1 1 한글/m],
    ["G", /300 300 한글/],
    [`ggO새 줄, new${ESC}`, /^ +1 새 줄, new/m],
    ["/^99 한\r", /99 한글 line/],
    [":vsplit\r\x06", /│|\|/],
    ["50%zt:s/line/행/\r", /150 한글 행/],
    [":qa!\r", /^back$/m],
  ],
  less: [
    ["less -S lines.txt; echo back\r", /^1 한글 line/m],
    [" ", /^24 한글/m],
    ["/199\r", /^199 한글/m],
    ["G", /\(END\)/],
    ["b", /^260 한글/m],
    ["q", /^back$/m],
  ],
  htop: [
    [
      "HTOPRC=$PWD/htoprc htop -d 100 -p $(pgrep -fu $USER 'sleep 98765' | head -1); echo back\r",
      /sleep 98765/,
    ],
    ["h", /htop \d/],
    ["q", /sleep 98765/],
    ["q", /^back$/m],
  ],
  "bare line feeds": [
    ["stty -onlcr; printf 'one\\ntwo\\nthree\\r\\n'; stty onlcr\r", /^ {6}three/m],
    ["printf '\\033[31mred\\033[0m\\033[2;5H\\n\\n|'\r", /\|/],
  ],
};

/** Configuration of htop without meters, whose values change. */
const HTOPRC = "fields=0 48 17 18 38 39 2 1\ntree_view=0\nheader_layout=two_50_50\n" +
  "column_meters_0=Blank\ncolumn_meter_modes_0=2\ncolumn_meters_1=Blank\ncolumn_meter_modes_1=2\n";

sshdTest("shell: vim, less and htop show in tmux what ssh shows, cell by cell", async (test) => {
  await using sshd = await startSshd({ profile: "PS1='$ '; export LC_ALL=C.UTF-8 LESS=" });
  const lines = Array.from({ length: 300 }, (_, i) => `${i + 1} 한글 line ${"x".repeat(i % 99)}`);
  await Deno.writeTextFile(`${sshd.home}/lines.txt`, lines.join("\n"));
  await Deno.writeTextFile(`${sshd.home}/htoprc`, HTOPRC);
  await using app = await startApp(serverVariables("a", sshd));
  await using tmux = new Tmux(SIZE);
  const ours = await tmux.open([Deno.execPath(), "run", "--quiet", "-A", MAIN, "shell", "a"], {
    PINK_PAGE_URL: app.url,
  });
  const theirs = await tmux.open(sshOf(sshd));
  for (const window of [ours, theirs]) {
    await window.shows(/^\$$/m);
    await window.type("sleep 98765 & clear; stty size\r");
    await window.shows(/^24 90$/m);
    await window.type("clear\r");
  }
  for (const [name, steps] of Object.entries(PROGRAMS)) {
    const isEqual = await test.step(name, async () => {
      for (const [keys, pattern] of steps) await compare([ours, theirs], keys, pattern);
      for (const window of [ours, theirs]) await window.type("clear\r");
    });
    if (!isEqual) return; // The program may still be there.
  }
  await test.step("resize", async () => {
    for (const window of [ours, theirs]) await window.resize(70, 20);
    await compare([ours, theirs], "stty size\r", /^20 70$/m);
    await compare([ours, theirs], "vim -n -u NONE lines.txt; echo back\r", /^1 한글 line/m);
    for (const window of [ours, theirs]) await window.resize(110, 30);
    await compare([ours, theirs], "", /^29 한글 line/m);
    await compare([ours, theirs], ":q\r", /^back$/m);
  });
  await test.step("exit code", async () => {
    for (const window of [ours, theirs]) {
      await window.type("exit 7\r");
      await window.shows(/^exit code 7$/m);
    }
  });
});

/** Types the same keys into both windows, and waits until both show the same cells. */
async function compare(
  windows: readonly [TmuxWindow, TmuxWindow],
  keys: string,
  pattern: RegExp,
): Promise<void> {
  const [ours, theirs] = windows;
  for (const window of windows) if (keys !== "") await window.type(keys);
  for (const window of windows) await window.shows(pattern);
  const cells = async () => [await ours.cells(), await theirs.cells()] as const;
  await eventually(async () => {
    const [mine, other] = await cells();
    return mine === other;
  }, "both are equal").catch(async () => {
    const [mine, other] = await cells();
    assertEquals(mine, other, `after ${JSON.stringify(keys)}`);
  });
}

/** Returns the command line that opens the same shell with ssh. */
function sshOf({ user, port, clientKeys }: Sshd): string[] {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"];
  return [
    ...["ssh", "-F", "/dev/null", "-i", clientKeys.ed25519, "-p", String(port)],
    ...options.flatMap((option) => ["-o", option]),
    `${user}@127.0.0.1`,
  ];
}
