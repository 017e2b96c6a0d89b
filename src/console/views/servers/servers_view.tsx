import type { JSX } from "preact";
import { servers } from "../../link/state.ts";
import { frameTexts } from "../../frame/frame_texts.ts";
import { Time } from "../../parts/time.tsx";

/** Shows the servers with their health. */
export function ServersView(): JSX.Element {
  const text = frameTexts();
  return (
    <>
      <h1>{text.servers}</h1>
      <ul class="rows">
        {servers.value?.map(({ name, label, host, port, health }) => (
          <li key={name}>
            <strong>{name}</strong> {label} <span class="meta">{host}:{port}</span>{" "}
            <i class={health.is_healthy ? "up" : "down"}>{health.is_healthy ? "●" : "▲"}</i>{" "}
            {health.last_checked === null ? null : <Time at={health.last_checked} />}
          </li>
        ))}
      </ul>
    </>
  );
}
