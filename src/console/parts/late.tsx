import { useEffect, useState } from "preact/hooks";
import type { FunctionComponent, JSX } from "preact";
import { frameTexts } from "../frame/frame_texts.ts";
import { loadedOnce } from "./loaded_once.ts";

/**
 * Returns a component that is loaded with its first use. When its files cannot be loaded, since the
 * service was updated or does not answer, it offers to load the page again.
 */
export function late<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  return function Late(props: Props): JSX.Element | null {
    const [View, setView] = useState<FunctionComponent<Props>>();
    const [isFailed, setFailed] = useState(false);
    const text = frameTexts();
    useEffect(() => {
      const fail = () => setFailed(true);
      void Promise.all([load(), lateStyles()]).then(([view]) => setView(() => view), fail);
    }, []);
    if (View !== undefined) return <View {...props} />;
    if (!isFailed) return null;
    return (
      <div role="alert">
        <p>{text.notLoaded}</p>
        <button class="outlined" type="button" onClick={() => location.reload()}>
          {text.reload}
        </button>
      </div>
    );
  };
}

/** Loads the styles of the late views, with the first of them. */
export const lateStyles: () => Promise<void> = loadedOnce(() =>
  new Promise<void>((resolve, reject) => {
    const first = document.querySelector<HTMLLinkElement>("link[rel=stylesheet]");
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("late.css", first?.href).href;
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(link.href));
    document.head.append(link);
  })
);
