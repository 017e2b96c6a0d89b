import { assert, assertEquals } from "@std/assert";
import { readKeyPair, requireKeyPair } from "../../src/config/tls_files.ts";
import { CertificateWatch } from "../../src/http/certificate_watch.ts";
import {
  createAuthority,
  type TestAuthority,
  type TestCertificate,
} from "../harness/certificates.ts";
import { eventually } from "../harness/eventually.ts";
import { memoryLog } from "../harness/memory_log.ts";

const DAY_MS = 86_400_000;
const REFUSED = "warn new certificate refused, the old one stays";
const SOON = "warn certificate expires soon";

/** Watch over a pair of files, with what it has logged and served. */
class Watched implements AsyncDisposable {
  readonly log = memoryLog();
  readonly served: string[] = [];
  /** Time added to the clock, in milliseconds. */
  shiftMs = 0;
  /** Number of readings of the files. */
  readings = 0;
  /** Called after each reading of the files, before its result counts. */
  onRead: (() => Promise<void>) | undefined;
  readonly #folder: string;
  readonly #files: { readonly tlsCertFile: string; readonly tlsKeyFile: string };
  readonly #watching = new AsyncDisposableStack();

  private constructor({ folder }: TestAuthority) {
    this.#folder = folder;
    this.#files = { tlsCertFile: `${folder}/live/tls.crt`, tlsKeyFile: `${folder}/live/tls.key` };
  }

  /** Starts the watch over files with `first`. */
  static async start(authority: TestAuthority, first: TestCertificate): Promise<Watched> {
    const watched = new Watched(authority);
    await watched.put(first);
    const served = await requireKeyPair(watched.#files);
    assert(served !== undefined);
    watched.#watching.use(
      new CertificateWatch({
        files: Object.values(watched.#files),
        served,
        read: async () => {
          const pair = await readKeyPair(watched.#files);
          watched.readings++;
          await watched.onRead?.();
          return pair;
        },
        onChange: ({ cert }) => watched.served.push(cert),
        log: watched.log,
        now: () => Date.now() + watched.shiftMs,
        pollMs: 20,
      }),
    );
    return watched;
  }

  /** Replaces both files at once, by the link to their folder. */
  async put({ cert, key }: { cert: string; key: string }): Promise<void> {
    const pair = await Deno.makeTempDir({ dir: this.#folder });
    await Deno.writeTextFile(`${pair}/tls.crt`, cert);
    await Deno.writeTextFile(`${pair}/tls.key`, key);
    await Deno.symlink(pair, `${pair}/link`);
    await Deno.rename(`${pair}/link`, `${this.#folder}/live`);
  }

  /** Replaces the files, and waits until they were read and nothing is under way. */
  async change(files: { cert: string; key: string }): Promise<void> {
    await eventually(() => this.readings > 0, "the first files are read");
    const before = this.readings;
    await this.put(files);
    await eventually(() => this.readings > before, "the new files are read");
  }

  /** Returns the lines of the log so far. */
  get lines(): string[] {
    return this.log.lines.map(({ line }) => line);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#watching.disposeAsync();
  }
}

Deno.test("CertificateWatch: serves a new pair once, reads only files that changed", async () => {
  await using authority = await createAuthority();
  const [first, second] = [await authority.issue(30), await authority.issue(40)];
  await using watched = await Watched.start(authority, first);
  await watched.change(second);
  await eventually(() => watched.served.length > 0, "the new certificate is served");
  const { readings } = watched;
  await new Promise((resolve) => setTimeout(resolve, 200));
  assertEquals([watched.served, watched.readings], [[second.cert], readings]);
  await watched.change(first);
  await eventually(() => watched.served.length > 1, "the first certificate is served again");
  assertEquals(watched.lines, ["info certificate replaced", "info certificate replaced"]);
});

Deno.test("CertificateWatch: logs a wrong pair once, and keeps the served one", async () => {
  await using authority = await createAuthority();
  const [first, second] = [await authority.issue(30), await authority.issue(40)];
  await using watched = await Watched.start(authority, first);
  const wrong: readonly [files: { cert: string; key: string }, fault: Record<string, string>][] = [
    [{ cert: second.cert, key: first.key }, {
      variable: "TLS_KEY_FILE",
      fault: "does not belong to the certificate",
    }],
    [{ cert: "x", key: second.key }, {
      variable: "TLS_CERT_FILE",
      fault: "holds no certificate in PEM",
    }],
    [await authority.issue(-1), { variable: "TLS_CERT_FILE", fault: "has expired" }],
  ];
  for (const [index, [files, fault]] of wrong.entries()) {
    await watched.change(files);
    await eventually(() => watched.lines.length > index, "the fault is logged");
    await new Promise((resolve) => setTimeout(resolve, 100));
    assertEquals([watched.lines.length, watched.served], [index + 1, []]);
    assertEquals(watched.log.lines.at(-1), { line: REFUSED, facts: fault });
  }
  await watched.change(second);
  await eventually(() => watched.served.length > 0, "the right pair is served");
});

Deno.test("CertificateWatch: passes over files that change while they are read", async () => {
  await using authority = await createAuthority();
  const [first, second] = [await authority.issue(30), await authority.issue(40)];
  await using watched = await Watched.start(authority, first);
  await eventually(() => watched.readings > 0, "the first files are read");
  watched.onRead = () => {
    watched.onRead = undefined;
    return watched.put(second);
  };
  await watched.put({ cert: second.cert, key: first.key });
  await eventually(() => watched.served.length > 0, "the new certificate is served");
  assertEquals([watched.served, watched.lines], [[second.cert], ["info certificate replaced"]]);
});

Deno.test("CertificateWatch: warns from 14 days before the expiry on, once a day", async () => {
  await using authority = await createAuthority();
  const [long, short] = [await authority.issue(30), await authority.issue(13)];
  await using watched = await Watched.start(authority, long);
  await eventually(() => watched.readings > 0, "it looks at the files");
  assertEquals(watched.lines, []);
  for (const [days, lines] of [[15.9, 0], [16.1, 1], [17, 1], [17.2, 2], [30.1, 3]] as const) {
    watched.shiftMs = days * DAY_MS;
    await eventually(() => watched.lines.length >= lines, `${lines} warnings`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assertEquals(watched.lines.length, lines, `after ${days} days`);
  }
  assertEquals(watched.lines, [SOON, SOON, "warn certificate has expired"]);
  await using near = await Watched.start(authority, short);
  assertEquals(near.lines, [SOON]);
});
