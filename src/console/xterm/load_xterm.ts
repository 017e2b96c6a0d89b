import { loadedOnce } from "../parts/loaded_once.ts";
import { allowStyles } from "./nonce.ts";

/** Classes of xterm and of the addons that every screen has. */
export interface Xterm {
  /** Terminal. */
  readonly Terminal: typeof import("@xterm/xterm").Terminal;
  /** Sizes a terminal by its element. */
  readonly FitAddon: typeof import("@xterm/addon-fit").FitAddon;
  /** Widths of characters of Unicode 11. */
  readonly Unicode11Addon: typeof import("@xterm/addon-unicode11").Unicode11Addon;
  /** Links in the text. */
  readonly WebLinksAddon: typeof import("@xterm/addon-web-links").WebLinksAddon;
}

/** Loads xterm with its first use. */
export const loadXterm: () => Promise<Xterm> = loadedOnce(async () => {
  allowStyles();
  const [{ Terminal }, { FitAddon }, { Unicode11Addon }, { WebLinksAddon }] = await Promise.all([
    import("@xterm/xterm"),
    import("@xterm/addon-fit"),
    import("@xterm/addon-unicode11"),
    import("@xterm/addon-web-links"),
  ]);
  return { Terminal, FitAddon, Unicode11Addon, WebLinksAddon };
});
