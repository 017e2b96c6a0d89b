import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { PinkPageError, type wire } from "../../../client/mod.ts";
import { durationText, latencyText } from "../../format/format.ts";
import { announce } from "../../frame/announce.tsx";
import { now } from "../../frame/now.ts";
import { forkLink } from "../../link/own.ts";
import { Action } from "../../parts/action.tsx";
import { codedError } from "../../parts/coded_error.ts";
import { Verdict } from "../../parts/ending.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { probeTexts } from "./probe_texts.ts";

/** Time for which the service refuses to test a server after a failed login, in milliseconds. */
const REST_MS = 10_000;
/** Code of that refusal. */
const REFUSED = 14001;

/** Layers in their order. */
const LAYERS = ["tcp", "banner", "kex", "login"] as const;

/** Properties of a {@linkcode Probe}. */
export interface ProbeProps {
  /** Name of the server. */
  readonly server: string;
  /** Called to test it again. */
  readonly onAgain: () => void;
  /** Called to close the result. */
  readonly onClose: () => void;
}

/** Result of a test. */
interface Result {
  readonly layers?: wire.ProbeComplete["layers"];
  readonly error?: unknown;
  /** Time at which it ended. */
  readonly at: Date;
}

/** Tests a server over a connection of its own, and shows the layers in words. */
export function Probe({ server, onAgain, onClose }: ProbeProps): JSX.Element {
  const text = probeTexts();
  const [result, setResult] = useState<Result>();
  useEffect(() => {
    const stop = new AbortController();
    const show = (ended: Omit<Result, "at">) => {
      if (!stop.signal.aborted) setResult({ ...ended, at: new Date() });
    };
    probe(server, stop.signal).then((layers) => show({ layers }), (error) => show({ error }));
    return () => stop.abort();
  }, [server]);
  useEffect(() => {
    if (result?.layers !== undefined) announce(summaryOf(server, result.layers));
  }, [result]);
  return (
    <section class="probe" aria-label={text.heading(server)}>
      {result === undefined ? <p class="late">{text.running}</p> : <Outcome {...result} />}
      <div class="buttons">
        {result === undefined ? null : <Again result={result} onAgain={onAgain} />}
        <button class="text" type="button" onClick={onClose}>{text.close}</button>
      </div>
    </section>
  );
}

async function probe(server: string, signal: AbortSignal): Promise<wire.ProbeComplete["layers"]> {
  const fork = await forkLink(signal);
  try {
    return (await fork.probe(server).done()).layers;
  } finally {
    await fork.close();
  }
}

function Outcome({ layers, error, at }: Result): JSX.Element {
  if (error instanceof PinkPageError && error.reason === "lost") {
    return <p role="alert">{probeTexts().lost}</p>;
  }
  if (layers === undefined) return <ErrorNote error={error} at={at} />;
  const failed = LAYERS.map((name) => layers[name]).find((layer) => layer?.ok === false);
  return (
    <>
      <dl class="pairs">
        {LAYERS.map((name) => <Layer key={name} name={name} layer={layers[name]} />)}
      </dl>
      {failed?.error_code
        ? <ErrorNote error={codedError(failed.error_code, failed.detail)} at={at} />
        : null}
    </>
  );
}

function Layer(
  { name, layer }: {
    readonly name: (typeof LAYERS)[number];
    readonly layer: wire.ProbedLayer | null;
  },
): JSX.Element {
  const text = probeTexts();
  return (
    <>
      <dt>{text[name]}</dt>
      <dd>
        {layer === null
          ? <span class="meta">{text.unreached}</span>
          : layer.ok
          ? <Verdict state="up" glyph="✓">{text.good}</Verdict>
          : <Verdict state="down" glyph="✕">{text.bad}</Verdict>}{" "}
        <span class="meta">
          {typeof layer?.latency_ms === "number" ? latencyText(layer.latency_ms) : null}
        </span>{" "}
        {layer?.ok && layer.detail ? <span class="meta" lang="en">{layer.detail}</span> : null}
      </dd>
    </>
  );
}

/** Shows the button for another test. After a failed login it counts the seconds to wait. */
function Again(
  { result, onAgain }: { readonly result: Result; readonly onAgain: () => void },
): JSX.Element {
  const text = probeTexts();
  const leftMs = result.at.getTime() + restMs(result) - now.value;
  const reason = leftMs > 0
    ? text.wait(durationText(Math.ceil(leftMs / 1_000) * 1_000))
    : undefined;
  return (
    <>
      <Action kind="text" reason={reason} onClick={onAgain}>{text.again}</Action>
      {reason === undefined ? null : <span class="meta">{reason}</span>}
    </>
  );
}

/** Returns how long another test is refused. The refusal tells the seconds in its text alone. */
function restMs({ layers, error }: Result): number {
  if (layers?.kex?.ok && !layers.login?.ok) return REST_MS;
  if (!(error instanceof PinkPageError) || error.code !== REFUSED) return 0;
  return Number(/(\d+) s$/.exec(error.detail ?? "")?.[1] ?? 0) * 1_000;
}

function summaryOf(server: string, layers: wire.ProbeComplete["layers"]): string {
  const text = probeTexts();
  const failed = LAYERS.find((name) => layers[name]?.ok === false);
  const outcome = failed === undefined ? text.allGood : `${text[failed]}: ${text.bad}`;
  return `${text.heading(server)}. ${outcome}`;
}
