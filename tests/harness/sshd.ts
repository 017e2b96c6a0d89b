import { sshdConfigText } from "./sshd_config.ts";
import {
  type ClientKeys,
  fingerprint,
  type KeyType,
  lazyClientKeys,
  makeKey,
} from "./sshd_keys.ts";
import { Listener, SSHD_PROGRAM } from "./sshd_listener.ts";
import { signalAll } from "./sshd_processes.ts";
import { eventually } from "./eventually.ts";
import { createUser, type SshdUser } from "./sshd_user.ts";

/** Options for {@linkcode startSshd}. */
export interface SshdOptions {
  /** Types of the host keys. Default: ed25519. */
  readonly hostKeyTypes?: readonly [KeyType, ...KeyType[]];
  /** Maximum number of sessions of a connection. Default: 100. */
  readonly maxSessions?: number;
  /**
   * Whether `password` accepts {@linkcode Sshd.password}. Default: false. PAM takes 2 s to refuse.
   */
  readonly password?: boolean;
  /** Whether `keyboard-interactive` accepts {@linkcode Sshd.password}. Default: false. */
  readonly keyboardInteractive?: boolean;
  /** Command that every session runs instead of its own. */
  readonly forceCommand?: string;
  /** Lines for sshd_config(5) that override the others, without `Match`. */
  readonly extraConfig?: readonly string[];
  /** Whether the server offers SFTP. Default: true. */
  readonly sftp?: boolean;
  /** Text of the user's `~/.bash_profile`, which bash reads instead of `~/.profile`. */
  readonly profile?: string;
  /** Login shell of the user. Default: `/bin/bash`. */
  readonly shell?: string;
  /**
   * Returns shell commands of root that mount what the server and its sessions see. The mounts are
   * in a namespace of their own, and `home` is the home folder of the user.
   */
  readonly mounts?: (home: string) => string;
}

/**
 * OpenSSH server on 127.0.0.1 with its own Unix user. Disposing it removes processes, user and
 * files.
 */
export interface Sshd extends AsyncDisposable {
  /** Address of the listener. */
  readonly host: "127.0.0.1";
  /** Port of the listener, also after a restart. */
  readonly port: number;
  /** Name of the user. */
  readonly user: string;
  /** Path of the user's home folder. */
  readonly home: string;
  /** Path of an empty folder of the user, below the home folder. */
  readonly folder: string;
  /** Password of the user with the option `password` or `keyboardInteractive`. */
  readonly password: string;
  /** Paths of private keys that log in. */
  readonly clientKeys: ClientKeys;
  /** Passphrase of the encrypted keys. */
  readonly passphrase: string;
  /** Fingerprint `SHA256:…` of the host key of the first type. */
  readonly hostKeyFingerprint: string;
  /** Process id of the listener. */
  readonly pid: number;
  /** Returns the log of the server so far, restarts included. */
  log(): string;
  /** Authorizes a public key, a line of a `.pub` file. */
  authorize(publicKey: string): void;
  /** Sends `signal` to the listener alone. Open connections survive its end. */
  kill(signal: Deno.Signal): void;
  /** Returns the process ids of the open connections, one for each. */
  sessionPids(): number[];
  /**
   * Ends the processes of all connections, and thereby their TCP connections. The listener and the
   * user's processes without a terminal live on.
   */
  killSessions(signal?: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** Freezes the server: connections stay open, the kernel accepts new ones, no answers come. */
  freeze(): Promise<void>;
  /** Continues the server after {@linkcode Sshd.freeze}. */
  thaw(): void;
  /** Ends the listener and all connections. The port then refuses. */
  stop(): Promise<void>;
  /** Stops the server, and starts a new listener on the same port. */
  restart(): Promise<void>;
  /** Restarts the server with new host keys. */
  replaceHostKey(): Promise<void>;
  /** Restarts the server with host keys of `types`. Keys of earlier starts are used again. */
  offerHostKeys(...types: [KeyType, ...KeyType[]]): Promise<void>;
}

/** Availability of sshd on this machine, with the remedy when it is not available. */
export type SshdAvailability = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * Checks whether the server is installed and this process is root, as PTYs, passwords and users
 * require.
 */
export function sshdAvailability(
  { program = SSHD_PROGRAM, uid = Deno.uid() }: { program?: string; uid?: number | null } = {},
): SshdAvailability {
  try {
    Deno.statSync(program);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { ok: false, why: "apt-get install -y openssh-server" };
  }
  return uid === 0 ? { ok: true } : { ok: false, why: "run as root" };
}

/** Registers a test that is skipped without sshd. The remedy is printed once for each run. */
export function sshdTest(
  name: string,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  const available = sshdAvailability();
  Deno.test({ name, fn, ignore: !available.ok });
  // Each test file has its own worker; only the environment is shared.
  if (available.ok || Deno.env.has("PINK_PAGE_SSHD_TESTS_SKIPPED")) return;
  Deno.env.set("PINK_PAGE_SSHD_TESTS_SKIPPED", "1");
  Deno.stderr.writeSync(
    new TextEncoder().encode(`tests with sshd are skipped; to run them: ${available.why}\n`),
  );
}

/** Starts a server on a free port. The server listens when the promise resolves. */
export function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  return RunningSshd.open(options);
}

class RunningSshd implements Sshd {
  readonly host = "127.0.0.1";
  readonly port = freePort();
  readonly passphrase = "a passphrase";
  readonly password = crypto.randomUUID();
  readonly clientKeys: ClientKeys;
  readonly #options: SshdOptions;
  readonly #user: SshdUser;
  readonly #hostKeyFiles = new Map<KeyType, string>();
  #fingerprint = "";
  #listener: Listener | undefined;
  #earlierLog = "";
  #held = new AsyncDisposableStack();

  private constructor(options: SshdOptions, user: SshdUser) {
    this.#options = options;
    this.#user = user;
    this.clientKeys = lazyClientKeys({
      folder: user.serverFolder,
      passphrase: this.passphrase,
      authorize: user.authorize,
    });
  }

  static async open(options: SshdOptions): Promise<RunningSshd> {
    await using opening = new AsyncDisposableStack();
    const user = opening.use(await createUser(options));
    const sshd = new RunningSshd(options, user);
    opening.defer(() => sshd.stop());
    if (options.password || options.keyboardInteractive) await user.setPassword(sshd.password);
    await sshd.replaceHostKey();
    sshd.#held = opening.move();
    return sshd;
  }

  get user(): string {
    return this.#user.name;
  }

  get home(): string {
    return this.#user.home;
  }

  get folder(): string {
    return this.#user.folder;
  }

  get hostKeyFingerprint(): string {
    return this.#fingerprint;
  }

  get pid(): number {
    return this.#running.pid;
  }

  log(): string {
    return this.#earlierLog + (this.#listener?.log ?? "");
  }

  authorize(publicKey: string): void {
    this.#user.authorize(publicKey);
  }

  kill(signal: Deno.Signal): void {
    Deno.kill(this.pid, signal);
  }

  sessionPids(): number[] {
    const processes = this.#running.connectionProcesses();
    const pids = new Set(processes.map(({ pid }) => pid));
    return processes.filter(({ parentPid }) => !pids.has(parentPid)).map(({ pid }) => pid);
  }

  async killSessions(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const targets = new Set(this.#running.connectionProcesses().map(({ pid }) => pid));
    await eventually(() => {
      const connections = this.#running.connectionProcesses();
      const parents = new Set([this.pid, ...connections.map(({ pid }) => pid)]);
      // A target forked the orphans in the meantime. Children of the listener are new connections.
      const left = connections
        .filter(({ pid, parentPid }) => targets.has(pid) || !parents.has(parentPid));
      signalAll(left, signal);
      return left.length === 0;
    }, `connections end on ${signal}`);
  }

  async freeze(): Promise<void> {
    // Several rounds, because the listener can fork during the first one.
    await eventually(() => {
      const awake = this.#running.processes().filter(({ stopped }) => !stopped);
      signalAll(awake, "SIGSTOP");
      return awake.length === 0;
    }, "sshd stops on SIGSTOP");
  }

  thaw(): void {
    signalAll(this.#running.processes(), "SIGCONT");
  }

  async stop(): Promise<void> {
    const listener = this.#listener;
    if (listener === undefined) return;
    await listener.end();
    this.#earlierLog += listener.log;
    this.#listener = undefined;
  }

  async restart(): Promise<void> {
    await this.stop();
    const mounts = this.#options.mounts?.(this.home);
    this.#listener = await Listener.start(`${this.#user.serverFolder}/sshd_config`, { mounts });
  }

  async replaceHostKey(): Promise<void> {
    this.#hostKeyFiles.clear();
    await this.offerHostKeys(...this.#options.hostKeyTypes ?? ["ed25519"]);
  }

  async offerHostKeys(...types: [KeyType, ...KeyType[]]): Promise<void> {
    const files = types.map((type) => this.#hostKeyFile(type));
    const text = await sshdConfigText({ ...this.#options, port: this.port, hostKeyFiles: files });
    await Deno.writeTextFile(`${this.#user.serverFolder}/sshd_config`, text);
    this.#fingerprint = await fingerprint(`${files[0]}.pub`);
    await this.restart();
  }

  #hostKeyFile(type: KeyType): string {
    const known = this.#hostKeyFiles.get(type);
    if (known !== undefined) return known;
    const file = `${this.#user.serverFolder}/host_${type}_${crypto.randomUUID()}`;
    makeKey(file, { type });
    this.#hostKeyFiles.set(type, file);
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
  }

  get #running(): Listener {
    if (this.#listener === undefined) throw new Error("this sshd is stopped");
    return this.#listener;
  }
}

/**
 * Returns a free port below the range of outgoing connections (from 32,768 on, ip(7)), so that none
 * of them takes the port while the server restarts.
 */
function freePort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
