import { startBrowser } from "./chromium.ts";
import { eventually } from "./eventually.ts";
import { inTime } from "./in_time.ts";

/** Page of a real browser, driven over its DevTools protocol. Disposing it ends the browser. */
export interface Page extends AsyncDisposable {
  /**
   * Messages of the browser about the page since the last {@linkcode Page.goto}: lines of its
   * console, exceptions, and requests that its policy refuses.
   */
  readonly messages: readonly string[];
  /** Opens an address as if it was typed, and waits until the page has loaded. */
  goto(url: string): Promise<void>;
  /** Evaluates an expression in the page, awaits it and returns its JSON value. */
  evaluate(expression: string): Promise<unknown>;
  /** Types a text into the field that `selector` finds, and presses Enter there. */
  submit(selector: string, text: string): Promise<void>;
  /** Switches the scripts of pages on or off. */
  allowScripts(isAllowed: boolean): Promise<void>;
  /** Returns the path of the page. */
  path(): Promise<string>;
  /** Returns the document as it is now, after all that the page has to do at once. */
  dom(): Promise<string>;
}

type Call = (method: string, params?: Record<string, unknown>) => Promise<Answer>;

// deno-lint-ignore no-explicit-any -- answers of the DevTools protocol
type Answer = any;

/** Starts a browser with an empty page. It resolves `names` to 127.0.0.1, and no other name. */
export async function startPage(names: readonly string[] = []): Promise<Page> {
  await using opening = new AsyncDisposableStack();
  const args = ["--remote-debugging-port=0", "about:blank"];
  const browser = opening.use(await startBrowser({ args, names }));
  let messages: string[] = [];
  const onEvent = ({ method, params }: Answer) => {
    if (method === "Log.entryAdded") {
      messages.push(`${params.entry.text} ${params.entry.url ?? ""}`);
    }
    if (method === "Runtime.exceptionThrown") messages.push(JSON.stringify(params));
    if (method === "Runtime.consoleAPICalled") messages.push(JSON.stringify(params.args));
  };
  const call = await connect(browser.profile, { opening, onEvent });
  for (const domain of ["Page", "Log", "Runtime"]) await call(`${domain}.enable`);
  const opened = opening.move();
  const evaluate = async (expression: string) => {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await call("Runtime.evaluate", options);
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  };
  const isComplete = async () => await evaluate("document.readyState") === "complete";
  return {
    get messages() {
      return messages;
    },
    goto: async (url) => {
      messages = [];
      const { errorText } = await call("Page.navigate", { url });
      if (errorText !== undefined) throw new Error(`${url}: ${errorText}`);
      await eventually(isComplete, `${url} is loaded`);
    },
    evaluate,
    submit: async (selector, text) => {
      await evaluate(`document.querySelector(${JSON.stringify(selector)}).focus()`);
      await call("Input.insertText", { text });
      const key = { key: "Enter", text: "\r", windowsVirtualKeyCode: 13 };
      await call("Input.dispatchKeyEvent", { type: "keyDown", ...key });
      await call("Input.dispatchKeyEvent", { type: "keyUp", ...key });
    },
    allowScripts: (isAllowed) =>
      call("Emulation.setScriptExecutionDisabled", { value: !isAllowed }),
    path: async () => String(await evaluate("location.pathname")),
    dom: async () => {
      await evaluate("new Promise((resolve) => void requestIdleCallback(() => resolve()))");
      return String(await evaluate("document.documentElement.outerHTML"));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Connects to the page of a browser. `opening` closes the connection. */
async function connect(
  profile: string,
  { opening, onEvent }: { opening: AsyncDisposableStack; onEvent: (event: Answer) => void },
): Promise<Call> {
  const file = `${profile}/DevToolsActivePort`;
  const portIn = async () => /^(\d+)\n/.exec(await Deno.readTextFile(file).catch(() => ""))?.[1];
  await eventually(async () => await portIn() !== undefined, "the browser listens");
  const pages: Answer[] = await (await fetch(`http://127.0.0.1:${await portIn()}/json`)).json();
  const page = pages.find(({ type }) => type === "page");
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await inTime(new Promise((resolve) => socket.onopen = resolve), "the browser answers");
  opening.defer(async () => {
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await inTime(closed, "the connection to the browser ends");
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.onmessage = ({ data }) => {
    const answer: Answer = JSON.parse(data);
    if (answer.id === undefined) return onEvent(answer);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  };
  let id = 0;
  return async (method, params = {}) => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(++id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await inTime(promise, method);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
}
