import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { title } from "../../frame/title.ts";
import { servers } from "../../link/state.ts";
import { Fresh } from "../../parts/fresh.tsx";
import { WorkflowList } from "../workflow/workflow_list.tsx";
import { LastOperations } from "./last_operations.tsx";
import { ServerTable } from "./server_table.tsx";
import { serverTexts } from "./server_texts.ts";

/** Shows the servers with their health, and the last operations. */
export function ServersView(): JSX.Element {
  const text = serverTexts();
  const all = servers.value;
  const down = all.find(({ health }) => health.last_checked !== null && !health.is_healthy);
  useEffect(() => void (title.value = down === undefined ? text.heading : `▲ ${down.name}`));
  return (
    <>
      <h1 class="unseen">{text.heading}</h1>
      <WorkflowList />
      <section aria-labelledby="servers">
        <h2 id="servers">{text.heading}</h2>
        {all.length === 0
          ? (
            <>
              <p class="empty">{text.noServers}</p>
              <p>{text.configure}</p>
            </>
          )
          : (
            <Fresh>
              <ServerTable servers={all} />
            </Fresh>
          )}
      </section>
      <LastOperations />
    </>
  );
}
