import type { JSX } from "preact";
import { goTo, hrefOf } from "../../frame/route.ts";
import { Action } from "../../parts/action.tsx";
import { lateStyles } from "../../parts/late.tsx";
import { serverTexts } from "./server_texts.ts";

/** Shows the action that opens a terminal on a server. */
export function TerminalAction({ server }: { readonly server: string }): JSX.Element {
  return (
    <RowAction
      name="terminal"
      server={server}
      onAim={loadTerminals}
      onClick={() => goTo(hrefOf("terminals", "new", { server }))}
    />
  );
}

/** Loads the view before the click. Should that fail, the view itself tells. */
function loadTerminals(): void {
  const loading = [import("../terminals/terminals_view.tsx"), lateStyles()];
  Promise.all(loading).catch(() => {});
}

/** Shows the actions of a server beside the terminal. */
export function MoreActions(
  { server, onTest }: { readonly server: string; readonly onTest: () => void },
): JSX.Element {
  return (
    <>
      <RowAction
        name="command"
        server={server}
        onClick={() => goTo(hrefOf("command", "", { server }))}
      />
      <RowAction name="test" server={server} onClick={onTest} />
    </>
  );
}

function RowAction(
  { name, server, onAim, onClick }: {
    readonly name: "terminal" | "command" | "test";
    readonly server: string;
    readonly onAim?: () => void;
    readonly onClick: () => void;
  },
): JSX.Element {
  const text = serverTexts();
  return (
    <Action kind="text" {...{ onAim, onClick }}>
      {text[name]}
      <span class="unseen">{text.of(server)}</span>
    </Action>
  );
}
