// Adds and removes Unix users by a line in each of three files: useradd and userdel take 0.15 s of
// the processor. Each file is changed under the lock that those programs use.
import { eventually } from "./eventually.ts";

/** Unix user with a group of the same id. */
export interface SystemUser {
  /** Login name. */
  readonly name: string;
  /** Id of the user and of its group. */
  readonly id: number;
  /** Path of the home folder. */
  readonly home: string;
}

/** Ids of users of people, who are not the system's own: first, and one after the last. */
const IDS = [1_000, 60_000] as const;
const SKELETON = "/etc/skel";

/** Returns all users. */
export async function systemUsers(): Promise<SystemUser[]> {
  return (await linesOf("/etc/passwd")).map((line) => {
    const [name = "", , id, , , home = ""] = line.split(":");
    return { name, id: Number(id), home };
  });
}

/** Adds a user without a password, with a home folder like those of useradd. */
export async function addSystemUser(name: string, shell: string): Promise<SystemUser> {
  const taken = (await linesOf("/etc/group")).map((line) => Number(line.split(":")[2]))
    .concat((await systemUsers()).map(({ id }) => id))
    .filter((id) => id >= IDS[0] && id < IDS[1]);
  const id = Math.max(IDS[0], ...taken) + 1;
  const home = `/home/${name}`;
  // First, so that what a killed process leaves is found.
  await rewrite("/etc/passwd", (lines) => [...lines, `${name}:x:${id}:${id}::${home}:${shell}`]);
  await rewrite("/etc/group", (lines) => [...lines, `${name}:x:${id}:`]);
  // "*" is no hash of a password. "!" would lock the account, also for key logins.
  await rewrite("/etc/shadow", (lines) => [...lines, `${name}:*:::::::`]);
  await Deno.mkdir(home, { mode: 0o755 });
  for await (const { name: file } of Deno.readDir(SKELETON)) {
    await Deno.copyFile(`${SKELETON}/${file}`, `${home}/${file}`);
    await Deno.chown(`${home}/${file}`, id, id);
  }
  await Deno.chown(home, id, id);
  return { name, id, home };
}

/** Removes a user with its home folder. */
export async function removeSystemUser({ name, home }: SystemUser): Promise<void> {
  await Deno.remove(home, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  for (const path of ["/etc/shadow", "/etc/group", "/etc/passwd"]) {
    await rewrite(path, (lines) => lines.filter((line) => !line.startsWith(`${name}:`)));
  }
}

/** Replaces the file at `path` by one with other lines, at once for its readers. */
async function rewrite(path: string, change: (lines: string[]) => string[]): Promise<void> {
  await using _lock = await lockOf(path);
  const { mode, gid } = await Deno.stat(path);
  const next = `${path}.pptest`;
  await Deno.writeTextFile(next, `${change(await linesOf(path)).join("\n")}\n`, { mode: 0o600 });
  await Deno.chown(next, 0, gid);
  await Deno.chmod(next, (mode ?? 0o600) & 0o777);
  await Deno.rename(next, path);
}

/** Takes the lock of a file as useradd does: a file beside it with the id of the process. */
async function lockOf(path: string): Promise<AsyncDisposable> {
  const lock = `${path}.lock`;
  await eventually(async () => {
    try {
      await Deno.writeTextFile(lock, String(Deno.pid), { createNew: true, mode: 0o600 });
      return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
    const owner = await Deno.readTextFile(lock).catch(() => "");
    const hasEnded = /^\d+/.test(owner) && !await exists(`/proc/${parseInt(owner)}`);
    if (hasEnded) await Deno.remove(lock).catch(() => {});
    return false;
  }, `${lock} is free`);
  return { [Symbol.asyncDispose]: () => Deno.remove(lock) };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function linesOf(path: string): Promise<string[]> {
  return (await Deno.readTextFile(path)).trimEnd().split("\n");
}
