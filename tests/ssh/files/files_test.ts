import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../../src/errors.ts";
import { ExecFiles } from "../../../src/ssh/files/exec_files.ts";
import { RemoteScript } from "../../../src/ssh/files/remote_script.ts";
import { SshConnection } from "../../../src/ssh/ssh_connection.ts";
import { eventually } from "../../harness/eventually.ts";
import { serverOf } from "../../harness/shells.ts";
import { sshdTest, startSshd } from "../../harness/sshd.ts";
import { shell } from "../../harness/transfers.ts";
import { openedFiles, TOFU } from "./opened_files.ts";

const ATTRIBUTES = { mode: 0o644, modifiedSeconds: 1_000_000_000 };
const BYTES = new TextEncoder().encode("text");

for (const [way, options] of [["sftp", {}], ["exec", { sftp: false }]] as const) {
  sshdTest(`${way}: a new file is for its owner alone until it is finished`, async () => {
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

  sshdTest(`${way}: create takes the place of nothing, not even through a link`, async () => {
    await using at = await openedFiles(options);
    const path = `${at.sshd.folder}/file`;
    await Deno.writeTextFile(path, "other", { mode: 0o666 });
    await shell('chmod 666 "$1/file" && ln -s elsewhere "$1/link"', at.sshd.folder);
    for (const name of ["file", "link"]) {
      await assertRejects(() => at.files.create(`${at.sshd.folder}/${name}`), AppError);
    }
    assertEquals(await shell('cd "$1" && cat file && ls', at.sshd.folder), "otherfile\nlink\n");
  });

  sshdTest(`${way}: what is given up rejects, and the next question is answered`, async () => {
    await using at = await openedFiles(options);
    const name = `${at.sshd.folder}/a`;
    await Deno.writeTextFile(name, "abc", { mode: 0o644 });
    const answer = at.files.stat("/");
    at.files.abandon(new Error("enough"));
    await assertRejects(() => answer, Error, "enough");
    assertEquals((await at.files.stat(name))?.kind, "file");
    const sum = at.files.sha256(name);
    at.files.abandon(new Error("enough"));
    await assertRejects(() => sum, Error, "enough");
    assertEquals(
      await at.files.sha256(name),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  sshdTest(
    `${way}: removing what is not there, or a folder that is not empty, is fine`,
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

sshdTest("exec: remove waits for a file that is being made", async () => {
  await using at = await openedFiles({ sftp: false });
  const path = `${at.sshd.folder}/file`;
  const making = at.files.create(path);
  await Promise.all([making, at.files.remove(path)]);
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
});

sshdTest("exec: programs that were given up end, also those that start afterwards", async () => {
  await using at = await openedFiles({ sftp: false });
  const { folder } = at.sshd;
  await at.files.create(`${folder}/first`);
  assertEquals(at.pids("cat").length, 1);
  at.files.abandon(new Error("enough"));
  await eventually(() => at.pids("cat").length === 0, "the program ends");
  const late = at.files.create(`${folder}/second`);
  at.files.abandon(new Error("enough"));
  await assertRejects(() => late, Error, "enough");
  // Channels open in the order of asking: by now the second file is there.
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

sshdTest("exec: a program that is killed is an error, and no end of the file", async () => {
  await using at = await openedFiles({ sftp: false });
  const path = `${at.sshd.folder}/big`;
  await shell('truncate -s 1G "$1"', path);
  const reader = await at.files.open(path);
  for (const pid of at.pids("cat")) Deno.kill(pid, "SIGKILL");
  const readAll = async () => {
    while ((await reader.read(1_000_000)).length > 0);
  };
  const { code } = await assertRejects(readAll, AppError);
  assertEquals(code, 24000);
  reader.close();
});

sshdTest(
  "sftp: the end of its channel alone is 20005, for open questions and later ones",
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
  const { code, detail } = await assertRejects(() => RemoteScript.start(connection), AppError);
  assertEquals([code, detail], [24004, "a sent no byte for 5 s"]);
});

sshdTest(
  "RemoteScript: answers come in order, with exit codes and output of their own",
  async () => {
    await using sshd = await startSshd();
    const { signal } = new AbortController();
    await using connection = await SshConnection.open(serverOf(sshd), { policy: TOFU, signal });
    using script = await RemoteScript.start(connection);
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

sshdTest("ExecFiles.open: a server that lacks the commands is 24000", async () => {
  await using sshd = await startSshd({ sftp: false });
  const { signal } = new AbortController();
  await Deno.mkdir(`${sshd.home}/bin`);
  await shell(
    `printf '#!/bin/sh\\nexit 1\\n' > "$1/bin/stat" && chmod a+x "$1/bin/stat" && echo 'PATH=$HOME/bin:$PATH' > "$1/.bashrc"`,
    sshd.home,
  );
  await using connection = await SshConnection.open(serverOf(sshd), { policy: TOFU, signal });
  const options = { server: "a", connection, silenceMs: 5_000 };
  assertEquals((await assertRejects(() => ExecFiles.open(options), AppError)).code, 24000);
});
