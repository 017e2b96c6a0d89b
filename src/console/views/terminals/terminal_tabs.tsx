import type { JSX } from "preact";
import { goTo, hrefOf } from "../../frame/route.ts";
import { Verdict } from "../../parts/ending.tsx";
import { ServerName } from "../../parts/server_name.tsx";
import type { LiveTerminal } from "./live_terminal.ts";
import type { TerminalState } from "./terminal_state.ts";
import { closeTerminal, terminals } from "./terminals.ts";
import { terminalsTexts } from "./terminals_texts.ts";

/** Shows the tabs: server, label and state of each terminal, and a link to a new one. */
export function TerminalTabs(
  { current }: { readonly current: LiveTerminal | undefined },
): JSX.Element {
  const text = terminalsTexts();
  return (
    <nav class="tabs" aria-label={text.heading}>
      {terminals.value.map((terminal) => (
        <Tab key={terminal.number} terminal={terminal} isCurrent={terminal === current} />
      ))}
      <a
        class="tab"
        href={hrefOf("terminals", "new")}
        aria-current={current === undefined ? "page" : undefined}
      >
        + {text.new}
      </a>
    </nav>
  );
}

function Tab(
  { terminal, isCurrent }: { readonly terminal: LiveTerminal; readonly isCurrent: boolean },
): JSX.Element {
  const { number, server } = terminal;
  const close = () => {
    closeTerminal(terminal);
    if (isCurrent) goTo(hrefOf("terminals"), { replace: true });
  };
  return (
    <span class={isCurrent ? "tab current" : "tab"}>
      <a
        href={hrefOf("terminals", String(number))}
        aria-current={isCurrent ? "page" : undefined}
      >
        {number} <ServerName name={server} /> <StateWord state={terminal.state.value} />
      </a>
      <button
        class="plain"
        type="button"
        aria-label={terminalsTexts().close(`${number} ${server}`)}
        onClick={close}
      >
        ×
      </button>
    </span>
  );
}

function StateWord({ state }: { readonly state: TerminalState }): JSX.Element {
  const text = terminalsTexts();
  switch (state.name) {
    case "open":
      return <Verdict state="up" glyph="●">{text.connected}</Verdict>;
    case "opening":
    case "waiting":
      return <Verdict state="info" glyph="▶">{text.opening}</Verdict>;
    case "away":
      return <Verdict state="warn" glyph="◐">{text.awayShort}</Verdict>;
    case "elsewhere":
      return <Verdict state="warn" glyph="◐">{text.elsewhereShort}</Verdict>;
    case "ended":
      return <Verdict state="info" glyph="✓">{text.endedShort}</Verdict>;
    case "lost":
      return <Verdict state="down" glyph="✕">{text.lostShort}</Verdict>;
    case "refused":
      return <Verdict state="warn" glyph="✕">{text.refusedShort}</Verdict>;
    case "failed":
      return <Verdict state="down" glyph="✕">{text.failedShort}</Verdict>;
  }
}
