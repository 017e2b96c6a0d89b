import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { client, isLossUnread, link, logIn, openLink, service } from "../link/link.ts";
import { ErrorNote } from "../parts/error_note.tsx";
import { durationText } from "../format/format.ts";
import { announce } from "./announce.tsx";
import { frameTexts } from "./frame_texts.ts";
import { now } from "./now.ts";

/** Version of the service that the page was loaded from. */
const loadedVersion = signal<string | undefined>(undefined);

/** Shows a band below the strip: why the page cannot be used, and what to do. */
export function Band(): JSX.Element | null {
  const text = frameTexts();
  const state = link.value;
  switch (state.name) {
    case "connecting":
      return <Notice text={text.connectingTo(service.host)} isLate />;
    case "away":
      return <Away until={state.until} />;
    case "elsewhere":
      return <Notice text={text.elsewhere} action={text.takeBack} onAction={openLink} />;
    case "unreachable":
      return <Notice text={text.unreachable} action={text.retry} onAction={openLink} />;
    case "refused":
      return (
        <Notice text={text.signedOut} action={text.signIn} onAction={logIn}>
          <ErrorNote error={state.error} />
        </Notice>
      );
    case "open":
      return <OpenBand />;
  }
}

function Away({ until }: { readonly until: Date }): JSX.Element {
  const text = frameTexts();
  const left = until.getTime() - now.value;
  return <Notice text={left > 0 ? text.reconnecting(durationText(left)) : text.reconnectingLate} />;
}

/** Notices of a page that is connected: a loss, or another version of the service. */
function OpenBand(): JSX.Element | null {
  const text = frameTexts();
  const version = client.value?.welcome.service.version;
  useEffect(() => void (loadedVersion.value ??= version), []);
  if (version !== (loadedVersion.value ?? version)) {
    return <Notice text={text.updated} action={text.reload} onAction={() => location.reload()} />;
  }
  if (!isLossUnread.value) return null;
  const dismiss = () => void (isLossUnread.value = false);
  return <Notice text={text.losses} action={text.dismiss} onAction={dismiss} />;
}

interface NoticeProps {
  readonly text: string;
  readonly action?: string;
  readonly onAction?: () => unknown;
  /** Whether it appears only after a while. */
  readonly isLate?: boolean;
  readonly children?: ComponentChildren;
}

function Notice({ text, action, onAction, isLate = false, children }: NoticeProps): JSX.Element {
  // The seconds of a countdown are not announced one by one.
  const announced = text.replaceAll(/\d+/g, "");
  useEffect(() => {
    if (!isLate) announce(text);
  }, [announced, isLate]);
  return (
    <section class={isLate ? "band late" : "band"} aria-label={frameTexts().connection}>
      <p>{text}</p>
      {action === undefined
        ? null
        : <button class="outlined" type="button" onClick={() => void onAction?.()}>{action}
        </button>}
      {children}
    </section>
  );
}
