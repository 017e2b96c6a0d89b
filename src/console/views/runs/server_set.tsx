import type { JSX } from "preact";
import { ServerName } from "../../parts/server_name.tsx";
import { setTexts } from "./set_texts.ts";

/** Shows servers by their names; an asterisk means all of them. */
export function ServerSet({ names }: { readonly names: readonly string[] }): JSX.Element {
  if (names.includes("*")) return <>{setTexts().all}</>;
  return (
    <span class="server-set">
      {names.map((name) => <ServerName key={name} name={name} />)}
    </span>
  );
}
