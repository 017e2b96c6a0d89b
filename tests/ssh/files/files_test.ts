import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../../src/errors.ts";
import { ExecConnection } from "../../../src/ssh/files/exec_connection.ts";
import { RemoteScript } from "../../../src/ssh/files/remote_script.ts";
import { SshConnection } from "../../../src/ssh/ssh_connection.ts";
import { eventually } from "../../harness/eventually.ts";
import { serverOf } from "../../harness/shells.ts";
import { sshdTest, startSshd } from "../../harness/sshd.ts";
import { shell } from "../../harness/transfers.ts";
import { openedFiles, TOFU } from "./opened_files.ts";

const ATTRIBUTES = { mode: 0o644, modifiedSeconds: 1_000_000_000 };
const BYTES = new TextEncoder().encode("text");
/** SHA-256 of the text `abc` (FIPS 180-2, B.1). */
const SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

for (const [way, options] of [["sftp", {}], ["exec", { sftp: false }]] as const) {
  sshdTest(`${way}: a new file is accessible to its owner alone until it is finished`, async () => {
    await using at = await openedFiles(options);
    const path = `${at.sshd.folder}/file`;
    assertEquals(at.files.way, way);
    const writer = await at.files.create(path);
    await writer.write(BYTES);
    assertEquals(await shell('stat -c %a "$1"', path), "600\n");
    await writer.finish(ATTRIBUTES);
    assertEquals(await shell('stat -c "%a %Y" "$1"; cat "$1"', path), "644 1000000000\ntext");
    await at.files.makeFolder(`${path}s`);
    assertEquals(await shell('stat -c %a "$1"', `${path}s`), "700\n");
  });

  sshdTest(`${way}: create replaces nothing, not even through a link`, async () => {
    await using at = await openedFiles(options);
    const path = `${at.sshd.folder}/file`;
    await Deno.writeTextFile(path, "other", { mode: 0o666 });
    await shell('chmod 666 "$1/file" && ln -s elsewhere "$1/link"', at.sshd.folder);
    for (const name of ["file", "link"]) {
      await assertRejects(() => at.files.create(`${at.sshd.folder}/${name}`), AppError);
    }
    assertEquals(await shell('cd "$1" && cat file && ls', at.sshd.folder), "otherfile\nlink\n");
  });

  sshdTest(
    `${way}: a signal ends its own waits, and other files are read on`,
    async () => {
      await using at = await openedFiles(options);
      const name = `${at.sshd.folder}/a`;
      await Deno.writeTextFile(name, "abc", { mode: 0o644 });
      const stopping = new AbortController();
      const stopped = at.connection.files(stopping.signal);
      const answers = [stopped.stat("/"), stopped.sha256(name)];
      stopping.abort(new Error("enough"));
      for (const answer of answers) await assertRejects(() => answer, Error, "enough");
      assertEquals((await at.files.stat(name))?.kind, "file");
      assertEquals(await at.files.sha256(name), SHA256_OF_ABC);
    },
  );

  sshdTest(`${way}: after its signal has aborted, nothing is asked of the server`, async () => {
    await using at = await openedFiles(options);
    const path = `${at.sshd.folder}/file`;
    const stopping = new AbortController();
    const stopped = at.connection.files(stopping.signal);
    await (await stopped.create(path)).finish(ATTRIBUTES);
    const reader = await stopped.open(path);
    const writer = await stopped.create(`${path}2`);
    stopping.abort(new Error("enough"));
    const requests: (() => Promise<unknown>)[] = [
      () => stopped.rename(path, `${path}3`),
      () => stopped.remove(path),
      () => stopped.create(`${path}3`),
      () => stopped.open(path),
      () => stopped.makeFolder(`${path}3`),
      () => stopped.sha256(path),
      () => reader.read(1),
      () => writer.write(BYTES),
    ];
    for (const request of requests) await assertRejects(request, Error, "enough");
    reader.close();
    // Answers come in order: by now a request that was sent would have been served.
    await at.files.stat(path);
    assertEquals(await shell('cd "$1" && ls && cat file2', at.sshd.folder), "file\nfile2\n");
  });

  sshdTest(
    `${way}: removing a missing file or a folder that is not empty resolves`,
    async () => {
      await using at = await openedFiles(options);
      const { folder } = at.sshd;
      await at.files.remove(`${folder}/none`);
      await at.files.removeEmptyFolder(`${folder}/none`);
      await at.files.makeFolder(`${folder}/full`);
      await at.files.makeFolder(`${folder}/full/empty`);
      await at.files.removeEmptyFolder(`${folder}/full`);
      assertEquals(
        await shell('cd "$1" && find . -mindepth 1 | sort', folder),
        "./full\n./full/empty\n",
      );
      await at.files.makeFolder(`${folder}/empty`);
      await at.files.removeEmptyFolder(`${folder}/empty`);
      await assertRejects(() => Deno.stat(`${folder}/empty`), Deno.errors.NotFound);
    },
  );
}

sshdTest("exec: remove waits for a file that is being created", async () => {
  await using at = await openedFiles({ sftp: false });
  const path = `${at.sshd.folder}/file`;
  const creating = at.files.create(path);
  await Promise.all([creating, at.files.remove(path)]);
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
});

sshdTest("exec: a signal ends its programs, also those that start afterwards", async () => {
  await using at = await openedFiles({ sftp: false });
  const { folder } = at.sshd;
  const first = new AbortController();
  await at.connection.files(first.signal).create(`${folder}/first`);
  await eventually(() => at.pids("cat").length === 1, "the program runs");
  first.abort(new Error("enough"));
  await eventually(() => at.pids("cat").length === 0, "the program ends");
  const second = new AbortController();
  const late = at.connection.files(second.signal).create(`${folder}/second`);
  second.abort(new Error("enough"));
  await assertRejects(() => late, Error, "enough");
  // Channels open in the order of the requests: by now the second file is there.
  await (await at.files.create(`${folder}/third`)).finish(ATTRIBUTES);
  await eventually(() => at.pids("cat").length === 0, "the late program ends");
});

sshdTest("exec: a reader that is closed ends its program", async () => {
  await using at = await openedFiles({ sftp: false });
  const path = `${at.sshd.folder}/big`;
  await shell('truncate -s 1G "$1"', path);
  const reader = await at.files.open(path);
  assertEquals((await reader.read(10)).length, 10);
  assertEquals(at.pids("cat").length, 1);
  reader.close();
  await eventually(() => at.pids("cat").length === 0, "the program ends");
});

sshdTest("exec: a killed program is 24000, and not the end of the file", async () => {
  await using at = await openedFiles({ sftp: false });
  const path = `${at.sshd.folder}/big`;
  await shell('truncate -s 1G "$1"', path);
  const reader = await at.files.open(path);
  // Until its first byte is here, the program may still be the shell that becomes cat.
  assertEquals((await reader.read(10)).length, 10);
  for (const pid of at.pids("cat")) Deno.kill(pid, "SIGKILL");
  const readAll = async () => {
    while ((await reader.read(1_000_000)).length > 0);
  };
  const { code } = await assertRejects(readAll, AppError);
  assertEquals(code, 24000);
  reader.close();
});

sshdTest(
  "sftp: the end of its channel alone is 20005, for open requests and later ones",
  async () => {
    await using at = await openedFiles({
      sftp: false,
      extraConfig: ["Subsystem sftp /usr/lib/openssh/sftp-server"],
    });
    assertEquals(at.files.way, "sftp");
    const pids = at.pids("sftp-server");
    assertEquals(pids.length, 1);
    for (const pid of pids) Deno.kill(pid, "SIGSTOP");
    const open = assertRejects(() => at.files.stat("/"), AppError);
    for (const pid of pids) Deno.kill(pid, "SIGKILL");
    assertEquals((await open).code, 20005);
    assertEquals((await assertRejects(() => at.files.stat("/"), AppError)).code, 20005);
  },
);

sshdTest("RemoteScript.start: a shell that does not start is 24004 after 5 s", async () => {
  await using sshd = await startSshd({ forceCommand: "sleep 60" });
  const { signal } = new AbortController();
  await using connection = await SshConnection.open(serverOf(sshd), { policy: TOFU, signal });
  const { code, detail } = await assertRejects(
    () => RemoteScript.start(connection, { silenceMs: 60_000 }),
    AppError,
  );
  assertEquals([code, detail], [24004, "a sent no byte for 5 s"]);
});

sshdTest(
  "RemoteScript: answers come in order, each with its exit code and output",
  async () => {
    await using sshd = await startSshd();
    const { signal } = new AbortController();
    await using connection = await SshConnection.open(serverOf(sshd), { policy: TOFU, signal });
    using script = await RemoteScript.start(connection, { silenceMs: 5_000 });
    const commands = ["echo a; false", "(exit 7)", "cat", "printf 'b\\036c'", "echo d >&2"];
    const answers = await Promise.all(
      commands.map((command) => script.run(new TextEncoder().encode(command))),
    );
    assertEquals(answers.map(({ code, output }) => [code, output.toString()]), [
      [1, "a\n"],
      [7, ""],
      [0, ""],
      [0, "b\x1ec"],
      [0, "d\n"],
    ]);
  },
);

sshdTest("sftp: a shell that does not answer ends the wait for times with 24004", async () => {
  await using at = await openedFiles({ silenceMs: 500 });
  const path = `${at.sshd.folder}/file`;
  await Deno.writeFile(path, BYTES);
  assertEquals((await at.files.exactTimes([path]))?.size, 1);
  for (const pid of at.pids("sh")) Deno.kill(pid, "SIGSTOP");
  const { code, detail } = await assertRejects(() => at.files.exactTimes([path]), AppError);
  assertEquals([code, detail], [24004, "a sent no byte for 0.5 s"]);
});

sshdTest("RemoteScript.run: the silence of an unlimited command counts for none", async () => {
  await using sshd = await startSshd();
  const { signal } = new AbortController();
  await using connection = await SshConnection.open(serverOf(sshd), { policy: TOFU, signal });
  using script = await RemoteScript.start(connection, { silenceMs: 300 });
  const run = (command: string, options = {}) =>
    script.run(new TextEncoder().encode(command), options);
  const answers = [run("sleep 1; exit_code() { return 3; }; exit_code", { isUnlimited: true })];
  answers.push(run("(exit 4)"));
  assertEquals((await Promise.all(answers)).map(({ code }) => code), [3, 4]);
  assertEquals((await assertRejects(() => run("sleep 5"), AppError)).code, 24004);
});

sshdTest("ExecConnection.open: a server that lacks the commands is 24000", async () => {
  await using sshd = await startSshd({ sftp: false });
  const { signal } = new AbortController();
  await Deno.mkdir(`${sshd.home}/bin`);
  await shell(
    `cd "$1" && printf '#!/bin/sh\\nexit 1\\n' > bin/stat && chmod a+x bin/stat &&
    echo 'PATH=$HOME/bin:$PATH' > .bashrc`,
    sshd.home,
  );
  await using connection = await SshConnection.open(serverOf(sshd), { policy: TOFU, signal });
  const watched = { server: "a", connection, silenceMs: 5_000 };
  assertEquals((await assertRejects(() => ExecConnection.open(watched), AppError)).code, 24000);
});
