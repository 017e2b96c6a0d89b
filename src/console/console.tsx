import { type FunctionComponent, render } from "preact";
import { LiveRegion } from "./frame/announce.tsx";
import { Band } from "./frame/band.tsx";
import { frameTexts } from "./frame/frame_texts.ts";
import { announceHealth } from "./frame/health_news.ts";
import { Header } from "./frame/header.tsx";
import { announceOwners } from "./frame/free_notice.ts";
import { countSeconds } from "./frame/now.ts";
import { followAddress, route, type ViewName } from "./frame/route.ts";
import { listenForShortcuts, Shortcuts } from "./frame/shortcuts.tsx";
import { Strip } from "./frame/strip.tsx";
import { keepTheme } from "./frame/theme.ts";
import { keepTitle } from "./frame/title.ts";
import { openLink, saveLink } from "./link/link.ts";
import { recall } from "./link/memory.ts";
import { followState } from "./link/state.ts";
import { keepLanguage } from "./texts/language.ts";
import { late } from "./parts/late.tsx";
import { continueCommand } from "./views/continue_command.ts";
import { followWorkflows } from "./views/workflow/follow_workflows.ts";
import { ServersView } from "./views/servers/servers_view.tsx";

/** Component of each view. The first view comes at once, the others with their first use. */
const VIEWS: Readonly<Record<ViewName, FunctionComponent>> = {
  servers: ServersView,
  terminals: late(async () => (await import("./views/terminals/terminals_view.tsx")).TerminalsView),
  command: late(async () => (await import("./views/command/command_view.tsx")).CommandView),
  workflow: late(async () => (await import("./views/workflow/workflow_view.tsx")).WorkflowView),
  jobs: late(async () => (await import("./views/jobs/jobs_view.tsx")).JobsView),
  runs: late(async () => (await import("./views/runs/runs_view.tsx")).RunsView),
  history: late(async () => (await import("./views/history/history_view.tsx")).HistoryView),
  operations: late(async () =>
    (await import("./views/operations/operations_view.tsx")).OperationsView
  ),
};

function Console(): preact.JSX.Element {
  const View = VIEWS[route.value.view];
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>{frameTexts().skip}</a>
      <Header />
      <Strip />
      <Band />
      <main id="content" class={route.value.view} tabIndex={-1}>
        <View />
      </main>
      <LiveRegion />
      <Shortcuts />
    </>
  );
}

/** Moves the focus to the content. The address stays that of the view. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

/** Shows the page, which is seen before it connects. A hidden one has no frames. */
function show(): void {
  render(<Console />, document.body);
  if (document.hidden) void openLink();
  else requestAnimationFrame(() => setTimeout(openLink));
}

keepLanguage();
keepTheme();
keepTitle();
countSeconds();
followAddress();
followState();
announceOwners();
announceHealth();
followWorkflows();
continueCommand();
listenForShortcuts();
addEventListener("pagehide", saveLink);
// Terminals of the tab go on, whatever view is shown.
if (recall("terminals") !== undefined) void import("./views/terminals/terminals.ts");
// A task of its own: the modules have kept the page busy for long enough.
setTimeout(show);
