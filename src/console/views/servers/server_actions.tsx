import type { JSX } from "preact";
import { goTo, hrefOf } from "../../frame/route.ts";
import { Action } from "../../parts/action.tsx";
import { serverTexts } from "./server_texts.ts";

/** Shows the action that opens a terminal on a server. */
export function TerminalAction({ server }: { readonly server: string }): JSX.Element {
  return (
    <RowAction
      name="terminal"
      server={server}
      onClick={() => goTo(hrefOf("terminals", "new", { server }))}
    />
  );
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
  { name, server, onClick }: {
    readonly name: "terminal" | "command" | "test";
    readonly server: string;
    readonly onClick: () => void;
  },
): JSX.Element {
  const text = serverTexts();
  return (
    <Action kind="text" onClick={onClick}>
      {text[name]}
      <span class="unseen">{text.of(server)}</span>
    </Action>
  );
}
