import { useId } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";
import type { wire } from "../../client/mod.ts";
import { frameTexts } from "../frame/frame_texts.ts";
import { hasRole } from "../link/can.ts";
import { link } from "../link/link.ts";

/** Properties of an {@linkcode Action}. */
export interface ActionProps {
  /** Role that the action needs. Default: `operator`. */
  readonly role?: wire.Role;
  /** Class: `filled` for the main action of a view, else `outlined`, `plain` or `text`. */
  readonly kind?: "filled" | "outlined" | "plain" | "text";
  /** Reason for which it cannot be used now; undefined when it can. */
  readonly reason?: string | undefined;
  /** Called when the pointer or the focus comes to it: it may be used soon. */
  readonly onAim?: (() => void) | undefined;
  /** Called when it is used. */
  readonly onClick: () => unknown;
  /** Its name. */
  readonly children: ComponentChildren;
}

/**
 * Shows a button. Without the role, without a connection or with a `reason` it is disabled, stays
 * in the order of the focus, and the reason is its description.
 */
export function Action(
  { role = "operator", kind = "outlined", reason, onAim, onClick, children }: ActionProps,
): JSX.Element {
  const id = useId();
  const text = frameTexts();
  const why = hasRole(role)
    ? link.value.name === "open" ? reason : text.disconnected
    : text.lacks(text[role]);
  if (why === undefined) {
    const aim = { onPointerEnter: onAim, onFocus: onAim };
    return (
      <button class={kind} type="button" {...aim} onClick={() => void onClick()}>{children}</button>
    );
  }
  return (
    <>
      <button class={kind} type="button" aria-disabled="true" aria-describedby={id} title={why}>
        {children}
      </button>
      <span class="unseen" id={id}>{why}</span>
    </>
  );
}
