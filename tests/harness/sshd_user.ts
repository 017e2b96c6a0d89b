import { inTime } from "./in_time.ts";
import { outputOf } from "./output_of.ts";
import { commandLine, endAll, liveProcesses } from "./sshd_processes.ts";
import { addSystemUser, removeSystemUser, type SystemUser, systemUsers } from "./system_users.ts";

/**
 * Unix user of one sshd. Disposing it ends its processes and removes the user with all its files.
 */
export interface SshdUser extends AsyncDisposable {
  /** Login name. */
  readonly name: string;
  /** Path of the home folder. */
  readonly home: string;
  /** Path of an empty folder of the user, below {@linkcode SshdUser.home}. */
  readonly folder: string;
  /** Path of a folder that only root can read, for the keys and the configuration of the server. */
  readonly serverFolder: string;
  /** Authorizes a public key, a line of a `.pub` file. */
  authorize(publicKey: string): void;
  /** Sets the password. Without one only keys log in. */
  setPassword(password: string): Promise<void>;
}

/**
 * Creates a user for one sshd. Home, profile and password then belong to one test, and the
 * processes of a test, detached ones too, are found by their owner. `profile` is the text of
 * `~/.bash_profile`; `shell` is the login shell, by default `/bin/bash`.
 */
export async function createUser(
  { profile, shell = "/bin/bash" }: {
    readonly profile?: string | undefined;
    readonly shell?: string | undefined;
  } = {},
): Promise<SshdUser> {
  const name = `pptest_${Deno.pid}_${crypto.randomUUID().slice(0, 8)}`;
  const user = await alone(async () => {
    await removeLeftovers();
    return await addSystemUser(name, shell);
  });
  const { home, id } = user;
  await using opening = new AsyncDisposableStack();
  opening.defer(async () => {
    await endProcesses(user);
    await alone(() => removeUser(user));
  });
  const serverFolder = serverFolderOf(name);
  await Deno.mkdir(serverFolder, { mode: 0o700 });
  const folder = `${home}/folder`;
  const authorizedKeys = `${home}/.ssh/authorized_keys`;
  await Deno.mkdir(folder);
  await Deno.mkdir(`${home}/.ssh`, { mode: 0o700 });
  await Deno.writeTextFile(authorizedKeys, "");
  for (const path of [folder, `${home}/.ssh`, authorizedKeys]) await Deno.chown(path, id, id);
  if (profile !== undefined) await Deno.writeTextFile(`${home}/.bash_profile`, `${profile}\n`);
  const held = opening.move();
  return {
    name,
    home,
    folder,
    serverFolder,
    authorize: (publicKey) =>
      Deno.writeTextFileSync(authorizedKeys, `${publicKey.trim()}\n`, { append: true }),
    setPassword: (password) => alone(() => run("chpasswd", { input: `${name}:${password}\n` })),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/**
 * Runs `change` while no other test process changes users. The id of a removed user is free at
 * once: a new user may not get it before the processes of the old one have ended.
 */
async function alone<Result>(change: () => Promise<Result>): Promise<Result> {
  using lock = await Deno.open("/run/pptest.lock", { create: true, write: true });
  await inTime(lock.lock(true), "no other test process changes users");
  return await change();
}

/** Removes the users and servers of test processes that were killed. */
async function removeLeftovers(): Promise<void> {
  for (const user of await systemUsers()) {
    const owner = user.name.match(/^pptest_(\d+)_/)?.[1];
    // A process that is gone or a zombie has no command line.
    if (owner === undefined || commandLine(Number(owner))) continue;
    await endProcesses(user);
    await removeUser(user);
  }
}

/** Ends the user's processes, and those of the servers made for the user. */
async function endProcesses({ name, id }: SystemUser): Promise<void> {
  // The command line of a server contains its user: in a path, or as "sshd: NAME [priv]".
  await endAll(() =>
    liveProcesses().filter((process) =>
      process.uid === id ||
      process.name.startsWith("sshd") && commandLine(process.pid)?.includes(name)
    )
  );
}

async function removeUser(user: SystemUser): Promise<void> {
  await Deno.remove(serverFolderOf(user.name), { recursive: true }).catch(unlessGone);
  await removeSystemUser(user);
}

function serverFolderOf(name: string): string {
  return `/run/${name}`;
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function run(
  program: string,
  { args = [], input = "" }: { readonly args?: string[]; readonly input?: string },
): Promise<void> {
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  const output = outputOf(child, { what: `${program} ends`, limitMs: 60_000 });
  await new Blob([input]).stream().pipeTo(child.stdin);
  const { code, stderr } = await output;
  if (code !== 0) {
    throw new Error(`${program} ended with ${code}: ${new TextDecoder().decode(stderr)}`);
  }
}
