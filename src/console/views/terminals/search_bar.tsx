import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { SearchAddon } from "@xterm/addon-search";
import type { Screen } from "../../xterm/screen.ts";
import { terminalsTexts } from "./terminals_texts.ts";

/** Properties of a {@linkcode SearchBar}. */
export interface SearchBarProps {
  /** Screen that is searched. */
  readonly screen: Screen;
  /** Called when the search is closed. */
  readonly onClose: () => void;
}

/** Shows the search in the lines of a terminal. Its addon is loaded with the first search. */
export function SearchBar({ screen, onClose }: SearchBarProps): JSX.Element {
  const text = terminalsTexts();
  const field = useRef<HTMLInputElement>(null);
  const search = useSearch(screen);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => field.current?.focus(), []);
  const find = async (direction: "next" | "previous") => {
    const addon = await search;
    const sought = field.current?.value ?? "";
    const isFound = direction === "next" ? addon.findNext(sought) : addon.findPrevious(sought);
    setMissing(sought !== "" && !isFound);
  };
  const close = async () => {
    onClose();
    (await screen.terminal).focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") void close();
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      void find("previous");
    }
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => (event.preventDefault(), void find("next"))}
      onKeyDown={onKeyDown}
    >
      <input ref={field} type="search" aria-label={text.find} />
      <button type="submit">{text.findNext}</button>
      <button type="button" onClick={() => void find("previous")}>{text.findPrevious}</button>
      <button class="plain" type="button" aria-label={text.closeFind} onClick={close}>×</button>
      <span role="status">{isMissing ? text.notFound : ""}</span>
    </form>
  );
}

/** Loads the search of a screen. A search that begins earlier waits for it. */
function useSearch(screen: Screen): Promise<SearchAddon> {
  const search = useMemo(() => loadSearch(screen), [screen]);
  useEffect(() => () => void search.then((addon) => addon.dispose()), [search]);
  return search;
}

async function loadSearch({ terminal }: Screen): Promise<SearchAddon> {
  const [opened, { SearchAddon }] = await Promise.all([terminal, import("@xterm/addon-search")]);
  const addon = new SearchAddon();
  opened.loadAddon(addon);
  return addon;
}
