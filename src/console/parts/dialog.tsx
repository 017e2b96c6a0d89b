import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

/** Properties of a {@linkcode Dialog}. */
export interface DialogProps {
  /** Heading. */
  readonly heading: string;
  /** Called when the dialog is closed, by Escape too. */
  readonly onClose: () => void;
  /** Contents. */
  readonly children: ComponentChildren;
}

/** Shows a modal dialog, which holds the focus until it is closed. */
export function Dialog({ heading, onClose, children }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current?.showModal(), []);
  return (
    <dialog ref={element} aria-labelledby="dialog-heading" onClose={onClose}>
      <h2 id="dialog-heading">{heading}</h2>
      {children}
    </dialog>
  );
}
