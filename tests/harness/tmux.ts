import { eventually } from "./eventually.ts";

/**
 * Runs a program and prints its exit code. tmux itself misses the end of a program now and then.
 */
const WRAPPER = '"$@"; echo "exit code $?"; exec sleep 600';

/** Server of tmux with windows of one size. Disposing it ends all programs in them. */
export class Tmux implements AsyncDisposable {
  readonly #name = `pink-page-${crypto.randomUUID()}`;
  readonly #size: { readonly cols: number; readonly rows: number };

  /** Creates a server, which starts with its first window. */
  constructor(size: { readonly cols: number; readonly rows: number }) {
    this.#size = size;
  }

  /** Opens a window with a program and variables. When it ends, the window shows `exit code N`. */
  async open(
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<TmuxWindow> {
    const { cols, rows } = this.#size;
    const name = `w${crypto.randomUUID().slice(0, 8)}`;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const size = ["-x", String(cols), "-y", String(rows)];
    const program = ["env", ...variables, "sh", "-c", WRAPPER, "sh", ...command];
    await this.run("-f", "/dev/null", "new-session", "-d", "-s", name, ...size, ...program);
    await this.run("set-option", "-t", name, "status", "off");
    return new TmuxWindow(this, name);
  }

  /** Runs a command of tmux, and returns what it prints. */
  async run(...args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-u", "-L", this.#name, ...args],
      env: { LC_ALL: "C.UTF-8", TERM: "xterm-256color" },
    }).output();
    if (!success) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run("kill-server").catch(() => {});
  }
}

/** Window of tmux with one program. */
export class TmuxWindow {
  readonly #tmux: Tmux;
  readonly #name: string;

  /** Creates the window that tmux calls `name`. */
  constructor(tmux: Tmux, name: string) {
    this.#tmux = tmux;
    this.#name = name;
  }

  /** Types a text. */
  async type(text: string): Promise<void> {
    await this.#tmux.run("send-keys", "-t", this.#name, "-l", "--", text);
  }

  /** Sets the size of the window. */
  async resize(cols: number, rows: number): Promise<void> {
    const size = ["-x", String(cols), "-y", String(rows)];
    await this.#tmux.run("resize-window", "-t", this.#name, ...size);
  }

  /** Returns the cells with their attributes, and the place of the cursor. */
  async cells(): Promise<string> {
    const screen = await this.#tmux.run("capture-pane", "-t", this.#name, "-p", "-e");
    return `${screen}${await this.#tell("#{cursor_x},#{cursor_y} #{cursor_flag}")}`;
  }

  /** Waits until the window shows `pattern`, and returns its text. */
  async shows(pattern: RegExp): Promise<string> {
    let text = "";
    await eventually(async () => {
      text = await this.#tmux.run("capture-pane", "-t", this.#name, "-p");
      return pattern.test(text);
    }, `the window shows ${pattern}`).catch((cause: Error) => {
      throw new Error(`${cause.message}; it shows:\n${text}`);
    });
    return text;
  }

  async #tell(format: string): Promise<string> {
    return (await this.#tmux.run("display-message", "-t", this.#name, "-p", format)).trim();
  }
}
