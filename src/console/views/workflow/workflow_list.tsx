import type { JSX } from "preact";
import { goTo, hrefOf } from "../../frame/route.ts";
import { Action } from "../../parts/action.tsx";
import { Time } from "../../parts/time.tsx";
import { Verdict } from "../../parts/ending.tsx";
import { endingTexts } from "../../parts/ending_texts.ts";
import { listTexts } from "./list_texts.ts";
import { isRunning, pageWorkflow, wantedWorkflow } from "./page_workflow.ts";
import { allWorkflows, lastEndings, type ListedWorkflow } from "./stored_workflows.ts";

/** Shows the workflows with their last ending in this browser. The first one is the main action. */
export function WorkflowList(): JSX.Element {
  const text = listTexts();
  const all = allWorkflows.value;
  return (
    <section aria-labelledby="workflows">
      <h2 id="workflows">{text.heading}</h2>
      {all.length > 0
        ? (
          <ul class="rows workflows">
            {all.map((one, index) => <Row key={one.id} {...one} isFirst={index === 0} />)}
          </ul>
        )
        : (
          <p>
            {text.none} <a href={hrefOf("workflow", "", { new: "" })}>{text.create}</a>
          </p>
        )}
    </section>
  );
}

function Row(
  { id, workflow: { name }, isFirst }: ListedWorkflow & { readonly isFirst: boolean },
): JSX.Element {
  const text = listTexts();
  const own = pageWorkflow.value;
  const isOwn = own !== undefined && own.id === id && isRunning(own);
  const start = () => {
    wantedWorkflow.value = id;
    goTo(hrefOf("workflow", id));
  };
  return (
    <li>
      <a href={hrefOf("workflow", id)}>{name}</a>
      <span class="last-ending">
        {isOwn
          ? <Verdict state="info" glyph="▶">{endingTexts().running}</Verdict>
          : <Last id={id} />}
      </span>
      {isOwn ? null : (
        <Action kind={isFirst ? "filled" : "text"} onClick={start}>
          {text.start}
          <span class="unseen">{name}</span>
        </Action>
      )}
    </li>
  );
}

function Last({ id }: { readonly id: string }): JSX.Element {
  const text = listTexts();
  const last = lastEndings.value[id];
  if (last === undefined) return <span class="meta">{text.never}</span>;
  return (
    <>
      {last.phase === "completed"
        ? <Verdict state="up" glyph="✓">{endingTexts().completed}</Verdict>
        : <Verdict state="down" glyph="✕">{text.ended}</Verdict>}{" "}
      <span class="meta">
        <Time at={last.at} />
      </span>
    </>
  );
}
