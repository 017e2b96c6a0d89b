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

/** What a test asks of its server. */
export interface SshdOptions {
  /** Types of the host keys. Default: ed25519 alone. */
  readonly hostKeyTypes?: readonly [KeyType, ...KeyType[]];
  /** Sessions per connection. Default: 100. */
  readonly maxSessions?: number;
  /** Accept {@linkcode Sshd.password} by the method `password`. Default: false. A wrong one takes PAM 2 s and more. */
  readonly password?: boolean;
  /** Accept {@linkcode Sshd.password} by the method `keyboard-interactive`. Default: false. */
  readonly keyboardInteractive?: boolean;
  /** The command that every session runs, whatever it asks for. */
  readonly forceCommand?: string;
  /** Lines for sshd_config(5) that win over the others, without `Match`. */
  readonly extraConfig?: readonly string[];
  /** Offer SFTP. Default: true. */
  readonly sftp?: boolean;
  /** Text of the user's `~/.bash_profile`, which login shells read in place of `~/.profile`. */
  readonly profile?: string;
  /** The user's login shell. Default: `/bin/bash`. */
  readonly shell?: string;
}

/** A real OpenSSH server on 127.0.0.1 with a Unix user of its own. Disposal ends all their processes and removes all files. */
export interface Sshd extends AsyncDisposable {
  /** Where it listens. */
  readonly host: "127.0.0.1";
  /** The same over restarts. */
  readonly port: number;
  /** Name of the user who may log in. */
  readonly user: string;
  /** The user's home folder. */
  readonly home: string;
  /** An empty folder below the home, the user's own. */
  readonly folder: string;
  /** Random text; the user's password when `password` or `keyboardInteractive` was asked for. */
  readonly password: string;
  /** Paths of private keys that may log in. */
  readonly clientKeys: ClientKeys;
  /** Opens the encrypted ones. */
  readonly passphrase: string;
  /** `SHA256:…` of the host key of the first type. */
  readonly hostKeyFingerprint: string;
  /** The listener's process id. */
  readonly pid: number;
  /** All that the server has said so far, over restarts too. */
  log(): string;
  /** Lets the owner of the private half of `publicKey` (a line of a `.pub` file) log in. */
  authorize(publicKey: string): void;
  /** Sends `signal` to the listener alone. Its connections live on when it ends. */
  kill(signal: Deno.Signal): void;
  /** One process id per open connection. */
  sessionPids(): number[];
  /**
   * Ends the processes of all connections, so that their TCP connections end too. The listener lives on, and so does what
   * users run without a terminal.
   */
  killSessions(signal?: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** Makes the server silent: connections stay, new ones are accepted by the kernel, nothing is answered. */
  freeze(): Promise<void>;
  /** Ends {@linkcode Sshd.freeze}. */
  thaw(): void;
  /** Ends the listener and all connections; the port then refuses. */
  stop(): Promise<void>;
  /** {@linkcode Sshd.stop}, then a new listener on the same port. */
  restart(): Promise<void>;
  /** {@linkcode Sshd.restart} with new host keys. */
  replaceHostKey(): Promise<void>;
  /** {@linkcode Sshd.restart} with host keys of `types`; a key that it has or had is used again. */
  offerHostKeys(...types: [KeyType, ...KeyType[]]): Promise<void>;
}

/** Whether this machine can run the tests that need a server; if not, the one thing to do about it. */
export type SshdAvailability = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Looks for the server program and for root's rights, which a PTY, a password and users of its own need. */
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

/** Registers a test that is skipped where no sshd can run, and says once per run what is missing. */
export function sshdTest(
  name: string,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  const available = sshdAvailability();
  Deno.test({ name, fn, ignore: !available.ok });
  // Every test file is loaded by a worker of its own; only the environment is common to them.
  if (available.ok || Deno.env.has("PINK_PAGE_SSHD_TESTS_SKIPPED")) return;
  Deno.env.set("PINK_PAGE_SSHD_TESTS_SKIPPED", "1");
  Deno.stderr.writeSync(
    new TextEncoder().encode(`tests with sshd are skipped; to run them: ${available.why}\n`),
  );
}

/** Starts a server on a free port; it listens when the promise resolves. */
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
      // An orphan was forked by a target in the meantime; what the listener forked is a new connection.
      const left = connections
        .filter(({ pid, parentPid }) => targets.has(pid) || !parents.has(parentPid));
      signalAll(left, signal);
      return left.length === 0;
    }, `connections end on ${signal}`);
  }

  async freeze(): Promise<void> {
    // More than one round: the listener may fork while the first is under way.
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
    this.#listener = await Listener.start(`${this.#user.serverFolder}/sshd_config`);
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
 * A free port below the range from which Linux takes the ports of outgoing connections (32,768 on, ip(7)), so that none of
 * them takes it while the server restarts.
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
