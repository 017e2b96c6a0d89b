/** Patience for a page, in the browser's own time. */
const PATIENCE_MS = 15_000;

/** A test with a real browser; skipped with a word when there is none. */
export function chromiumTest(name: string, fn: () => Promise<void>): void {
  const available = isInstalled();
  Deno.test({ name, fn, ignore: !available });
  if (available || Deno.env.has("PINK_PAGE_BROWSER_TESTS_SKIPPED")) return;
  Deno.env.set("PINK_PAGE_BROWSER_TESTS_SKIPPED", "1");
  Deno.stderr.writeSync(
    new TextEncoder().encode(
      "tests with a browser are skipped; to run them: apt-get install -y chromium\n",
    ),
  );
}

/** What a page became, and what the browser said about it. */
export interface Rendered {
  /** The document after its scripts ran. */
  readonly dom: string;
  /** Lines of the page's console: errors, refused requests. */
  readonly console: readonly string[];
}

/**
 * Opens `url`, lets its scripts run and returns what it shows. Names lead nowhere but 127.0.0.1; a request that the page's own policy
 * refuses is told on the console.
 */
export async function render(url: string): Promise<Rendered> {
  const profile = await Deno.makeTempDir({ prefix: "pink-page-browser-" });
  try {
    const { stdout, stderr } = await new Deno.Command("chromium", {
      args: [
        ...argumentsWith(profile),
        "--enable-logging=stderr",
        `--virtual-time-budget=${PATIENCE_MS}`,
        "--dump-dom",
        url,
      ],
    }).output();
    const lines = new TextDecoder().decode(stderr).split("\n");
    return {
      dom: new TextDecoder().decode(stdout),
      console: lines.filter((line) => line.includes(":CONSOLE")),
    };
  } finally {
    await Deno.remove(profile, { recursive: true });
  }
}

/** Opens `url` in a browser that stays until the result is disposed. */
export async function openPage(url: string): Promise<AsyncDisposable> {
  const profile = await Deno.makeTempDir({ prefix: "pink-page-browser-" });
  const browser = new Deno.Command("chromium", {
    args: [...argumentsWith(profile), url],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    [Symbol.asyncDispose]: async () => {
      browser.kill("SIGTERM");
      await browser.status;
      await Deno.remove(profile, { recursive: true });
    },
  };
}

/** Arguments of a browser that shows nothing on a screen and resolves no name but 127.0.0.1. */
function argumentsWith(profile: string): string[] {
  return [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    `--user-data-dir=${profile}`,
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ];
}

function isInstalled(): boolean {
  try {
    return new Deno.Command("chromium", { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
