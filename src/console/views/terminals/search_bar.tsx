import { useEffect, useRef, useState } from "preact/hooks";
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
  const find = (direction: "next" | "previous") => {
    const sought = field.current?.value ?? "";
    const isFound = direction === "next"
      ? search.current?.findNext(sought)
      : search.current?.findPrevious(sought);
    setMissing(sought !== "" && isFound === false);
  };
  const close = async () => {
    onClose();
    (await screen.terminal).focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") void close();
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      find("previous");
    }
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => (event.preventDefault(), find("next"))}
      onKeyDown={onKeyDown}
    >
      <input ref={field} type="search" aria-label={text.find} />
      <button type="submit">{text.findNext}</button>
      <button type="button" onClick={() => find("previous")}>{text.findPrevious}</button>
      <button class="plain" type="button" aria-label={text.closeFind} onClick={close}>×</button>
      <span role="status">{isMissing ? text.notFound : ""}</span>
    </form>
  );
}

/** Loads the search of a screen. */
function useSearch(screen: Screen): { readonly current: SearchAddon | undefined } {
  const search = useRef<SearchAddon | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    void Promise.all([screen.terminal, import("@xterm/addon-search")]).then(
      ([terminal, { SearchAddon }]) => {
        if (isCurrent) terminal.loadAddon(search.current = new SearchAddon());
      },
    );
    return () => {
      isCurrent = false;
      search.current?.dispose();
    };
  }, [screen]);
  return search;
}
