// @ts-self-types="./assets.d.ts"
// Files of the console, which the service sends to browsers as text. The list is JavaScript: it
// keeps the types of browsers out of the check of the service.

/** Module that runs first. */
export const ENTRY = "console/console.tsx";

/** Modules, those of the client library among them. */
export const SOURCES = {
  "client/attempt.ts": () => import("../client/attempt.ts", { with: { type: "text" } }),
  "client/change.ts": () => import("../client/change.ts", { with: { type: "text" } }),
  "client/connect.ts": () => import("../client/connect.ts", { with: { type: "text" } }),
  "client/connection.ts": () => import("../client/connection.ts", { with: { type: "text" } }),
  "client/ending.ts": () => import("../client/ending.ts", { with: { type: "text" } }),
  "client/error.ts": () => import("../client/error.ts", { with: { type: "text" } }),
  "client/feed.ts": () => import("../client/feed.ts", { with: { type: "text" } }),
  "client/http.ts": () => import("../client/http.ts", { with: { type: "text" } }),
  "client/inbox.ts": () => import("../client/inbox.ts", { with: { type: "text" } }),
  "client/leases.ts": () => import("../client/leases.ts", { with: { type: "text" } }),
  "client/mod.ts": () => import("../client/mod.ts", { with: { type: "text" } }),
  "client/open_client.ts": () => import("../client/open_client.ts", { with: { type: "text" } }),
  "client/own_session.ts": () => import("../client/own_session.ts", { with: { type: "text" } }),
  "client/receivers.ts": () => import("../client/receivers.ts", { with: { type: "text" } }),
  "client/running_operation.ts": () =>
    import("../client/running_operation.ts", { with: { type: "text" } }),
  "client/running_workflow.ts": () =>
    import("../client/running_workflow.ts", { with: { type: "text" } }),
  "client/socket.ts": () => import("../client/socket.ts", { with: { type: "text" } }),
  "client/start_message.ts": () => import("../client/start_message.ts", { with: { type: "text" } }),
  "client/state_after.ts": () => import("../client/state_after.ts", { with: { type: "text" } }),
  "client/texts.ts": () => import("../client/texts.ts", { with: { type: "text" } }),
  "client/waiting.ts": () => import("../client/waiting.ts", { with: { type: "text" } }),
  "console/console.tsx": () => import("./console.tsx", { with: { type: "text" } }),
  "console/format/format.ts": () => import("./format/format.ts", { with: { type: "text" } }),
  "console/frame/announce.tsx": () => import("./frame/announce.tsx", { with: { type: "text" } }),
  "console/frame/band.tsx": () => import("./frame/band.tsx", { with: { type: "text" } }),
  "console/frame/frame_texts.ts": () =>
    import("./frame/frame_texts.ts", { with: { type: "text" } }),
  "console/frame/header.tsx": () => import("./frame/header.tsx", { with: { type: "text" } }),
  "console/frame/now.ts": () => import("./frame/now.ts", { with: { type: "text" } }),
  "console/frame/route.ts": () => import("./frame/route.ts", { with: { type: "text" } }),
  "console/frame/shortcuts.tsx": () => import("./frame/shortcuts.tsx", { with: { type: "text" } }),
  "console/frame/strip.tsx": () => import("./frame/strip.tsx", { with: { type: "text" } }),
  "console/frame/strip_texts.ts": () =>
    import("./frame/strip_texts.ts", { with: { type: "text" } }),
  "console/frame/theme.ts": () => import("./frame/theme.ts", { with: { type: "text" } }),
  "console/frame/title.ts": () => import("./frame/title.ts", { with: { type: "text" } }),
  "console/frame/user_menu.tsx": () => import("./frame/user_menu.tsx", { with: { type: "text" } }),
  "console/link/can.ts": () => import("./link/can.ts", { with: { type: "text" } }),
  "console/link/link.ts": () => import("./link/link.ts", { with: { type: "text" } }),
  "console/link/memory.ts": () => import("./link/memory.ts", { with: { type: "text" } }),
  "console/link/state.ts": () => import("./link/state.ts", { with: { type: "text" } }),
  "console/parts/action.tsx": () => import("./parts/action.tsx", { with: { type: "text" } }),
  "console/parts/choice.tsx": () => import("./parts/choice.tsx", { with: { type: "text" } }),
  "console/parts/dialog.tsx": () => import("./parts/dialog.tsx", { with: { type: "text" } }),
  "console/parts/ending.tsx": () => import("./parts/ending.tsx", { with: { type: "text" } }),
  "console/parts/ending_texts.ts": () =>
    import("./parts/ending_texts.ts", { with: { type: "text" } }),
  "console/parts/error_note.tsx": () =>
    import("./parts/error_note.tsx", { with: { type: "text" } }),
  "console/parts/late.tsx": () => import("./parts/late.tsx", { with: { type: "text" } }),
  "console/parts/server_name.tsx": () =>
    import("./parts/server_name.tsx", { with: { type: "text" } }),
  "console/parts/time.tsx": () => import("./parts/time.tsx", { with: { type: "text" } }),
  "console/texts/language.ts": () => import("./texts/language.ts", { with: { type: "text" } }),
  "console/texts/particle.ts": () => import("./texts/particle.ts", { with: { type: "text" } }),
  "console/texts/texts.ts": () => import("./texts/texts.ts", { with: { type: "text" } }),
  "console/views/command/command_view.tsx": () =>
    import("./views/command/command_view.tsx", { with: { type: "text" } }),
  "console/views/history/history_view.tsx": () =>
    import("./views/history/history_view.tsx", { with: { type: "text" } }),
  "console/views/operations/operations_view.tsx": () =>
    import("./views/operations/operations_view.tsx", { with: { type: "text" } }),
  "console/views/servers/servers_view.tsx": () =>
    import("./views/servers/servers_view.tsx", { with: { type: "text" } }),
  "console/views/terminals/input_line.tsx": () =>
    import("./views/terminals/input_line.tsx", { with: { type: "text" } }),
  "console/views/terminals/journal.ts": () =>
    import("./views/terminals/journal.ts", { with: { type: "text" } }),
  "console/views/terminals/key_action.ts": () =>
    import("./views/terminals/key_action.ts", { with: { type: "text" } }),
  "console/views/terminals/live_terminal.ts": () =>
    import("./views/terminals/live_terminal.ts", { with: { type: "text" } }),
  "console/views/terminals/new_terminal.tsx": () =>
    import("./views/terminals/new_terminal.tsx", { with: { type: "text" } }),
  "console/views/terminals/paste_dialog.tsx": () =>
    import("./views/terminals/paste_dialog.tsx", { with: { type: "text" } }),
  "console/views/terminals/pasted_lines.ts": () =>
    import("./views/terminals/pasted_lines.ts", { with: { type: "text" } }),
  "console/views/terminals/recorded_terminal.ts": () =>
    import("./views/terminals/recorded_terminal.ts", { with: { type: "text" } }),
  "console/views/terminals/search_bar.tsx": () =>
    import("./views/terminals/search_bar.tsx", { with: { type: "text" } }),
  "console/views/terminals/state_band.tsx": () =>
    import("./views/terminals/state_band.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminal_client.ts": () =>
    import("./views/terminals/terminal_client.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_keys.ts": () =>
    import("./views/terminals/terminal_keys.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_panel.tsx": () =>
    import("./views/terminals/terminal_panel.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminal_screen.ts": () =>
    import("./views/terminals/terminal_screen.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_state.ts": () =>
    import("./views/terminals/terminal_state.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_store.ts": () =>
    import("./views/terminals/terminal_store.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_tabs.tsx": () =>
    import("./views/terminals/terminal_tabs.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminal_tools.tsx": () =>
    import("./views/terminals/terminal_tools.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminals.ts": () =>
    import("./views/terminals/terminals.ts", { with: { type: "text" } }),
  "console/views/terminals/terminals_texts.ts": () =>
    import("./views/terminals/terminals_texts.ts", { with: { type: "text" } }),
  "console/views/terminals/terminals_view.tsx": () =>
    import("./views/terminals/terminals_view.tsx", { with: { type: "text" } }),
  "console/views/terminals/touch_keys.ts": () =>
    import("./views/terminals/touch_keys.ts", { with: { type: "text" } }),
  "console/views/workflow/workflow_view.tsx": () =>
    import("./views/workflow/workflow_view.tsx", { with: { type: "text" } }),
  "console/xterm/answers.ts": () => import("./xterm/answers.ts", { with: { type: "text" } }),
  "console/xterm/composition.ts": () =>
    import("./xterm/composition.ts", { with: { type: "text" } }),
  "console/xterm/hidden_modes.ts": () =>
    import("./xterm/hidden_modes.ts", { with: { type: "text" } }),
  "console/xterm/load_xterm.ts": () => import("./xterm/load_xterm.ts", { with: { type: "text" } }),
  "console/xterm/nonce.ts": () => import("./xterm/nonce.ts", { with: { type: "text" } }),
  "console/xterm/output_screen.ts": () =>
    import("./xterm/output_screen.ts", { with: { type: "text" } }),
  "console/xterm/output_view.tsx": () =>
    import("./xterm/output_view.tsx", { with: { type: "text" } }),
  "console/xterm/screen.ts": () => import("./xterm/screen.ts", { with: { type: "text" } }),
  "console/xterm/screen_place.tsx": () =>
    import("./xterm/screen_place.tsx", { with: { type: "text" } }),
  "console/xterm/screen_reader.ts": () =>
    import("./xterm/screen_reader.ts", { with: { type: "text" } }),
  "console/xterm/unfinished.ts": () => import("./xterm/unfinished.ts", { with: { type: "text" } }),
  "console/xterm/web_address.ts": () =>
    import("./xterm/web_address.ts", { with: { type: "text" } }),
  "console/xterm/web_link.ts": () => import("./xterm/web_link.ts", { with: { type: "text" } }),
  "console/xterm/xterm_texts.ts": () =>
    import("./xterm/xterm_texts.ts", { with: { type: "text" } }),
  "console/xterm/xterm_theme.ts": () =>
    import("./xterm/xterm_theme.ts", { with: { type: "text" } }),
};

/** Styles of the first view, in the order in which they are joined. */
export const STYLES = {
  "console/tokens.css": () => import("./tokens.css", { with: { type: "text" } }),
  "console/console.css": () => import("./console.css", { with: { type: "text" } }),
};

/** Styles of the views that are loaded late. */
export const LATE_STYLES = {
  "console/views/terminals/terminals.css": () =>
    import("./views/terminals/terminals.css", { with: { type: "text" } }),
  "console/xterm/screen.css": () => import("./xterm/screen.css", { with: { type: "text" } }),
  "@xterm/xterm.css": () => import("@xterm/xterm/css/xterm.css", { with: { type: "text" } }),
};

/** Packages that the page loads at once. */
export const EAGER_PACKAGES = {
  "preact": () => import("preact", { with: { type: "text" } }),
  "preact/hooks": () => import("preact/hooks", { with: { type: "text" } }),
  "preact/jsx-runtime": () => import("preact/jsx-runtime", { with: { type: "text" } }),
  "@preact/signals": () => import("@preact/signals", { with: { type: "text" } }),
  "@preact/signals-core": () => import("@preact/signals-core", { with: { type: "text" } }),
};

/** Packages that the page loads with its first terminal. */
export const LATE_PACKAGES = {
  "@xterm/xterm": () => import("@xterm/xterm/lib/xterm.mjs", { with: { type: "text" } }),
  "@xterm/addon-fit": () =>
    import("@xterm/addon-fit/lib/addon-fit.mjs", { with: { type: "text" } }),
  "@xterm/addon-search": () =>
    import("@xterm/addon-search/lib/addon-search.mjs", { with: { type: "text" } }),
  "@xterm/addon-serialize": () =>
    import("@xterm/addon-serialize/lib/addon-serialize.mjs", { with: { type: "text" } }),
  "@xterm/addon-unicode11": () =>
    import("@xterm/addon-unicode11/lib/addon-unicode11.mjs", { with: { type: "text" } }),
  "@xterm/addon-web-links": () =>
    import("@xterm/addon-web-links/lib/addon-web-links.mjs", { with: { type: "text" } }),
};
