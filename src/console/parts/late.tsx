import { useEffect, useState } from "preact/hooks";
import type { FunctionComponent, JSX } from "preact";
import { ErrorNote } from "./error_note.tsx";

/**
 * Returns a component that is loaded with its first use. When its files cannot be loaded, since the
 * service was updated or does not answer, it shows the reason.
 */
export function late<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  return function Late(props: Props): JSX.Element | null {
    const [View, setView] = useState<FunctionComponent<Props>>();
    const [error, setError] = useState<unknown>();
    useEffect(() => void load().then((view) => setView(() => view), setError), []);
    if (error !== undefined) return <ErrorNote error={error} />;
    return View === undefined ? null : <View {...props} />;
  };
}
