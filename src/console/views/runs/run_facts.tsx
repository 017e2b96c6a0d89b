import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { durationText } from "../../format/format.ts";
import { now } from "../../frame/now.ts";
import { hrefOf } from "../../frame/route.ts";
import { Fact } from "../../parts/fact.tsx";
import { Time } from "../../parts/time.tsx";
import { ServerSet } from "./server_set.tsx";
import { runTexts } from "./run_texts.ts";

/** Shows what is known of a run beside its steps. */
export function RunFacts({ run }: { readonly run: wire.ListedRun }): JSX.Element {
  const text = runTexts();
  const inputs = Object.entries(run.inputs);
  return (
    <dl class="pairs">
      <Fact name={text.started}>
        <Time at={run.created_at} />
      </Fact>
      {run.ended_at === null ? null : (
        <Fact name={text.ended}>
          <Time at={run.ended_at} />
        </Fact>
      )}
      <Fact name={text.duration}>
        <RunDuration run={run} />
      </Fact>
      <Fact name={text.how}>
        <Origin run={run} />
      </Fact>
      <Fact name={text.servers}>
        <ServerSet names={run.servers} />
      </Fact>
      {inputs.length === 0 ? null : (
        <Fact name={text.inputs}>
          {inputs.map(([name, value]) => (
            <div key={name}>
              <code>{`${name} = ${value}`}</code>
            </div>
          ))}
        </Fact>
      )}
      <Fact name={text.id}>
        <code>{run.run_id}</code>
      </Fact>
    </dl>
  );
}

/** Shows the cause of a run, and the name of the person. */
function Origin({ run: { trigger, triggered_by, retry_of } }: {
  readonly run: wire.ListedRun;
}): JSX.Element {
  const text = runTexts();
  return (
    <>
      {text[trigger]}
      {retry_of === null ? null : (
        <>
          {" "}
          <a href={hrefOf("runs", retry_of)}>{text.repeatOf}</a>
        </>
      )}
      {triggered_by === null ? null : ` · ${triggered_by}`}
    </>
  );
}

/** Shows the duration of a run, until now while it goes on. */
export function RunDuration(
  { run: { created_at, ended_at } }: {
    readonly run: Pick<wire.ListedRun, "created_at" | "ended_at">;
  },
): JSX.Element {
  const end = ended_at === null ? now.value : Date.parse(ended_at);
  const ms = Math.max(0, end - Date.parse(created_at));
  return <>{durationText(ended_at === null ? Math.floor(ms / 1_000) * 1_000 : ms)}</>;
}
