import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { goTo, hrefOf, route } from "../../frame/route.ts";
import { title } from "../../frame/title.ts";
import { servers } from "../../link/state.ts";
import { client } from "../../link/link.ts";
import { loadXterm } from "../../xterm/load_xterm.ts";
import { NewTerminal } from "./new_terminal.tsx";
import { TerminalPanel } from "./terminal_panel.tsx";
import { TerminalTabs } from "./terminal_tabs.tsx";
import { openTerminal, terminals } from "./terminals.ts";
import { terminalsTexts } from "./terminals_texts.ts";

// xterm is there when the page is connected and a terminal is opened. Its screen tells a failure.
loadXterm().catch(() => {});

/** Shows the terminals of the page: their tabs, and the one of the route. */
export function TerminalsView(): JSX.Element {
  const text = terminalsTexts();
  const { id, query } = route.value;
  const all = terminals.value;
  const current = all.find(({ number }) => String(number) === id);
  useFollowedRoute(id, query.get("server"));
  useEffect(() => void (title.value = current?.server ?? text.heading));
  return (
    <>
      <h1 class="unseen">{text.heading}</h1>
      {all.length === 0 ? null : <TerminalTabs current={current} />}
      {current === undefined
        ? <NewTerminal server={query.get("server")} />
        : <TerminalPanel key={current.number} terminal={current} />}
    </>
  );
}

/** Leads from a route that names a server to its new terminal, and from none to the last one. */
function useFollowedRoute(id: string, server: string | null): void {
  const isReady = client.value !== undefined &&
    servers.value?.some(({ name }) => name === server) === true;
  useEffect(() => {
    const last = terminals.peek().at(-1);
    if (id === "new" && server !== null && isReady) show(openTerminal(server).number);
    else if (id === "" && last !== undefined) show(last.number);
  }, [id, server, isReady]);
}

/** Goes to a terminal in the place of the route that asked for it. */
function show(number: number): void {
  goTo(hrefOf("terminals", String(number)), { replace: true });
}
