import type { JSX } from "preact";
import { link } from "../link/link.ts";
import { frameTexts } from "./frame_texts.ts";
import { hrefOf, NAVIGATION, route, type ViewName } from "./route.ts";
import { UserMenu } from "./user_menu.tsx";

/** Views of the navigation to which others belong. */
const PARENTS: Partial<Record<ViewName, ViewName>> = { operations: "history", runs: "jobs" };

/** Shows the header of the page: mark, navigation, connection and menu. */
export function Header(): JSX.Element {
  return (
    <header class="header">
      <a class="mark" href={hrefOf("servers")}>Pink-Page</a>
      <Navigation />
      <LinkState />
      <UserMenu />
    </header>
  );
}

function Navigation(): JSX.Element {
  const text = frameTexts();
  const { view } = route.value;
  const current: ViewName = PARENTS[view] ?? view;
  return (
    <nav class="navigation" aria-label={text.views}>
      {NAVIGATION.map((view) => (
        <a key={view} href={hrefOf(view)} aria-current={view === current ? "page" : undefined}>
          {text[view]}
        </a>
      ))}
    </nav>
  );
}

/** Shows the state of the connection, in a glyph and a word. */
function LinkState(): JSX.Element {
  const text = frameTexts();
  const { name } = link.value;
  if (name === "open") {
    return (
      <span class="link-state">
        <i class="up" aria-hidden="true">●</i> {text.connected}
      </span>
    );
  }
  const isAway = name === "connecting" || name === "away";
  return (
    <span class="link-state">
      <i class={isAway ? "warn" : "down"} aria-hidden="true">{isAway ? "◐" : "▲"}</i>{" "}
      {isAway ? text.connecting : text.disconnected}
    </span>
  );
}
