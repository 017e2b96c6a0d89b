import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Options for {@linkcode openConsole}. */
export interface ConsoleOptions {
  /** Address of the service. */
  readonly url: string;
  /** Route of the console. Default: that of the servers. */
  readonly route?: string;
  /** Language of the browser. Default: `en`. */
  readonly language?: "en" | "ko";
  /** Theme of the system. Default: `light`. */
  readonly theme?: "light" | "dark";
  /** Whether the page stays empty. Default: false. */
  readonly isEmpty?: boolean;
  /** Width of the window in pixels. Default: 1,280; under 500 it has touch. */
  readonly width?: number;
}

/** Console in a browser. Disposing it ends the browser. */
export interface OpenConsole extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page: of its console, its policy and its promises. */
  readonly faults: readonly string[];
}

/** Script that reports violations of the policy as errors of the console. */
const REPORT_FAULTS = `addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP", event.violatedDirective, event.blockedURI, event.sample))`;

/** Starts a browser, in which no name but 127.0.0.1 resolves. */
export async function launchBrowser(): Promise<Browser & AsyncDisposable> {
  return await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

/** Opens the console in a window of its own, and waits until it is connected. */
export async function openConsole(
  browser: Browser,
  { url, route = "", language = "en", theme = "light", width = 1_280, isEmpty = false }:
    ConsoleOptions,
): Promise<OpenConsole> {
  const isPhone = width < 500;
  const context = await browser.newContext({
    locale: language,
    colorScheme: theme,
    viewport: { width, height: isPhone ? 844 : 800 },
    hasTouch: isPhone,
    isMobile: isPhone,
    acceptDownloads: true,
  });
  const faults: string[] = [];
  await context.addInitScript({ content: REPORT_FAULTS });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  if (!isEmpty) {
    await page.goto(`${url}/${route}`);
    await whenConnected(page);
  }
  return { page, context, faults, [Symbol.asyncDispose]: () => context.close() };
}

/** Waits until the page is connected. */
export async function whenConnected(page: Page): Promise<void> {
  await page.locator(".link-state .up").waitFor({ timeout: 30_000 });
}

/** Waits until a text is on the page. */
export async function whenSeen(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor({ timeout: 30_000 });
}

/** Widths of an element, in pixels. */
interface Widths {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

/** Returns whether the page is wider than its window. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  const { scrollWidth, clientWidth } = await page.evaluate<Widths>(
    "(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }))(document.documentElement)",
  );
  return scrollWidth > clientWidth;
}
