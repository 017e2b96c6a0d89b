import type { ComponentChildren, JSX } from "preact";
import { now } from "../../frame/now.ts";
import { durationText } from "../../format/format.ts";
import { owner } from "../../link/state.ts";
import { Action } from "../../parts/action.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Time } from "../../parts/time.tsx";
import type { LiveTerminal } from "./live_terminal.ts";
import type { TerminalState } from "./terminal_state.ts";
import { shareSession, terminalOf } from "./terminals.ts";
import { terminalsTexts } from "./terminals_texts.ts";

/** Properties of parts of a terminal. */
interface Props {
  /** Terminal. */
  readonly terminal: LiveTerminal;
}

/** Shows why a terminal is not open, and what to do; nothing while it is. */
export function StateBand({ terminal }: Props): JSX.Element | null {
  const text = terminalsTexts();
  const state = terminal.state.value;
  const again = () => terminal.open();
  switch (state.name) {
    case "open":
    case "opening":
      return null;
    case "waiting":
      return (
        <Notice text={text.waiting}>
          <button type="button" onClick={() => void terminal.end()}>{text.cancel}</button>
        </Notice>
      );
    case "away":
      return <Away until={state.until} />;
    case "elsewhere":
      return (
        <Notice text={text.elsewhere}>
          <button type="button" onClick={() => void terminal.takeBack()}>{text.takeBack}</button>
        </Notice>
      );
    case "ended":
    case "lost":
      return (
        <Notice text={`${endedText(state)} ${text.orEnter}`}>
          <Action onClick={again}>{text.again}</Action>
        </Notice>
      );
    case "failed":
      return (
        <ErrorNote error={state.error}>
          <Action onClick={again}>{text.again}</Action>
        </ErrorNote>
      );
    case "refused":
      return (
        <ErrorNote error={state.error}>
          <Held terminal={terminal} />
        </ErrorNote>
      );
  }
}

function Away({ until }: { readonly until: Date }): JSX.Element {
  const text = terminalsTexts();
  const left = until.getTime() - now.value;
  return <Notice text={left > 0 ? text.away(durationText(left)) : text.awayLate} />;
}

function endedText(state: TerminalState): string {
  const text = terminalsTexts();
  if (state.name !== "ended") return text.lost;
  return state.exitCode === null ? text.ended : text.endedWith(state.exitCode);
}

/** Shows the owner of the servers, and the ways past. */
function Held({ terminal }: Props): JSX.Element {
  const text = terminalsTexts();
  const present = owner.value;
  const own = present === null ? undefined : terminalOf(present.id);
  if (own !== undefined) {
    const number = String(own.number);
    return (
      <>
        <p>{text.heldByOwn(number)}</p>
        <Action onClick={() => shareSession(own, terminal)}>{text.shareBoth(number)}</Action>
      </>
    );
  }
  return (
    <>
      {present === null ? null : (
        <p>
          {text.heldBy(present.name ?? text.unnamed)} <Time at={present.since} />
        </p>
      )}
      <Action onClick={() => terminal.open({ wait: true })}>{text.whenFree}</Action>
    </>
  );
}

function Notice(
  { text, children }: { readonly text: string; readonly children?: ComponentChildren },
): JSX.Element {
  return (
    <div class="terminal-band">
      <p>{text}</p>
      {children}
    </div>
  );
}
