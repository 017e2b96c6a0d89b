import type { JSX } from "preact";
import { now } from "../../frame/now.ts";
import { durationText } from "../../format/format.ts";
import { owner } from "../../link/state.ts";
import { Action } from "../../parts/action.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Time } from "../../parts/time.tsx";
import type { LiveTerminal } from "./live_terminal.ts";
import { holderOf, shareSession } from "./terminals.ts";
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
      return <Notice text={text.waiting} action={text.cancel} onAction={() => terminal.end()} />;
    case "away": {
      const left = state.until.getTime() - now.value;
      return <Notice text={left > 0 ? text.away(durationText(left)) : text.awayLate} />;
    }
    case "elsewhere":
      return (
        <Notice
          text={text.elsewhere}
          action={text.takeBack}
          onAction={() => terminal.takeBack()}
        />
      );
    case "ended": {
      const { exitCode } = state;
      const ended = exitCode === null ? text.ended : text.endedWith(exitCode);
      return <Notice text={`${ended} ${text.orEnter}`} action={text.again} onAction={again} />;
    }
    case "lost":
      return <Notice text={`${text.lost} ${text.orEnter}`} action={text.again} onAction={again} />;
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

/** Shows the holder of the servers, and the ways past. */
function Held({ terminal }: Props): JSX.Element {
  const text = terminalsTexts();
  const holder = owner.value;
  const own = holder === null ? undefined : holderOf(holder.id);
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
      {holder === null ? null : (
        <p>
          {text.heldBy(holder.name ?? text.unnamed)} <Time at={holder.since} />
        </p>
      )}
      <Action onClick={() => terminal.open({ wait: true })}>{text.whenFree}</Action>
    </>
  );
}

interface NoticeProps {
  readonly text: string;
  readonly action?: string;
  readonly onAction?: () => unknown;
}

function Notice({ text, action, onAction }: NoticeProps): JSX.Element {
  return (
    <div class="terminal-band">
      <p>{text}</p>
      {action === undefined || onAction === undefined
        ? null
        : <Action onClick={onAction}>{action}</Action>}
    </div>
  );
}
