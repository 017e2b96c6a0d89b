import { eventually } from "./eventually.ts";
import { inTime } from "./in_time.ts";

/** Defines a test with a real browser. Without one, the test is skipped with a message. */
export function chromiumTest(
  name: string,
  fn: (context: Deno.TestContext) => Promise<void>,
): void {
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

/** Opens `url` in a browser that stays until the result is disposed. */
export async function openPage(url: string): Promise<AsyncDisposable> {
  return await startBrowser({ args: [url] });
}

/** Browser with its own profile. Disposing it ends its processes and removes the profile. */
export interface Browser extends AsyncDisposable {
  readonly process: Deno.ChildProcess;
  /** Path of the profile. */
  readonly profile: string;
  /** Kills the processes of the browser. */
  readonly kill: () => void;
}

/**
 * Starts a browser that shows nothing on a screen and resolves no name but 127.0.0.1, and `names`
 * to that.
 */
export async function startBrowser(
  { args, names = [] }: {
    readonly args: readonly string[];
    readonly names?: readonly string[];
  },
): Promise<Browser> {
  const rules = [...names.map((name) => `MAP ${name} 127.0.0.1`), "MAP * ~NOTFOUND"];
  const profile = await Deno.makeTempDir({ prefix: "pink-page-browser-" });
  const process = new Deno.Command("chromium", {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=${rules.join(", ")}, EXCLUDE 127.0.0.1`,
      ...args,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    // Helpers of the browser write to the profile after their parent has ended, so that the whole
    // process group must end.
    detached: true,
  }).spawn();
  const kill = () => signalGroup(process.pid, "SIGKILL");
  return {
    process,
    profile,
    kill,
    [Symbol.asyncDispose]: async () => {
      kill();
      await inTime(process.status, "the browser ends on SIGKILL");
      await eventually(() => !signalGroup(process.pid, "SIGKILL"), "the browser's processes end");
      await Deno.remove(profile, { recursive: true });
    },
  };
}

/** Signals a process group. Returns whether it has a process left. */
function signalGroup(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || /ESRCH|os error 3\b/.test(String(error))) {
      return false;
    }
    throw error;
  }
}

function isInstalled(): boolean {
  try {
    return new Deno.Command("chromium", { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
