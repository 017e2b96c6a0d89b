import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { bytesText } from "../../format/format.ts";
import { announce } from "../../frame/announce.tsx";
import { forkLink } from "../../link/own.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { OutputScreen } from "../../xterm/output_screen.ts";
import { OutputView } from "../../xterm/output_view.tsx";
import { pageTexts } from "./page_texts.ts";

/** Properties of a {@linkcode LiveOutput}. */
export interface LiveOutputProps {
  /** Operation that runs, or ran when the page met it. */
  readonly operation: wire.Operation;
  /** Called to watch once more after an error. */
  readonly onAgain: () => void;
}

/** State of a watching beside its output. */
interface Watched {
  readonly size?: { readonly cols: number; readonly rows: number } | undefined;
  readonly progress?: wire.TransferProgress;
  readonly error?: unknown;
}

/** Shows the output of a running operation, watched over a connection of its own. */
export function LiveOutput(
  { operation: { operation_id: id, ending, kind }, onAgain }: LiveOutputProps,
): JSX.Element {
  const text = pageTexts();
  const [screen] = useState(() => new OutputScreen());
  const [{ size, progress, error }, setWatched] = useState<Watched>({});
  useEffect(() => {
    const stop = new AbortController();
    const change = (next: Watched) => {
      if (!stop.signal.aborted) setWatched((before) => ({ ...before, ...next }));
    };
    watch(id, { screen, change, signal: stop.signal }).catch((error) => change({ error }));
    return () => {
      stop.abort();
      screen.dispose();
    };
  }, [id]);
  useEffect(() => {
    if (ending !== null) announce(text.ended);
  }, [ending]);
  return (
    <>
      {ending === null && error === undefined ? <p class="meta">{text.live}</p> : null}
      {error === undefined ? null : (
        <ErrorNote error={error}>
          <button class="text" type="button" onClick={onAgain}>{text.watchAgain}</button>
        </ErrorNote>
      )}
      {progress === undefined ? null : <Progress of={progress} />}
      {kind === "scp_transfer"
        ? null
        : <OutputView screen={screen} label={text.output} size={size} />}
    </>
  );
}

function Progress({ of }: { readonly of: wire.TransferProgress }): JSX.Element {
  const { bytes, total_bytes, bytes_per_second } = of;
  const rate = bytesText(bytes_per_second);
  return (
    <label class="stack">
      <span>{pageTexts().progress(bytesText(bytes), bytesText(total_bytes), rate)}</span>
      <progress value={bytes} max={Math.max(1, total_bytes)} />
    </label>
  );
}

interface WatchOptions {
  readonly screen: OutputScreen;
  readonly change: (next: Watched) => void;
  readonly signal: AbortSignal;
}

/** Watches an operation until its end. */
async function watch(id: string, { screen, change, signal }: WatchOptions): Promise<void> {
  const fork = await forkLink(signal);
  try {
    for await (const event of fork.watch(id)) {
      if (event.type === "watching") change({ size: sizeOf(event) });
      else if (event.type === "transfer_progress") change({ progress: event });
      // The screen before a gap does not fit to the text after it.
      else if (event.type === "gap") await screen.clear();
      await screen.show(event);
    }
  } finally {
    await fork.close();
  }
}

function sizeOf({ cols, rows }: wire.Watching): Watched["size"] {
  return cols === null || rows === null ? undefined : { cols, rows };
}
