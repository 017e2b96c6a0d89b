/** Key code of a key that an input method has taken (UI Events, 7.1). */
const TAKEN = 229;

/**
 * Hands text of input methods to `send`, in place of xterm, which reads it from its text area in
 * timers and loses or doubles a syllable when the next event comes before them (xterm.js issue
 * 6060). `host` is an ancestor of the text area. The text that is being composed is still drawn by
 * xterm.
 */
export function takeComposition(
  host: HTMLElement,
  { send, signal }: { readonly send: (text: string) => void; readonly signal: AbortSignal },
): void {
  const options = { capture: true, signal };
  let isKeyDown = false;
  const take = (event: Event, text: string) => {
    event.stopPropagation();
    empty(event.target);
    if (text !== "") send(text);
  };
  const onKey = (event: KeyboardEvent) => {
    const isTaken = event.keyCode === TAKEN;
    isKeyDown = event.type === "keydown" && !isTaken;
    if (isTaken) event.stopPropagation();
  };
  host.addEventListener("keydown", onKey, options);
  host.addEventListener("keyup", onKey, options);
  host.addEventListener("compositionend", (event) => {
    // xterm hides the composed text, and finds nothing to send.
    empty(event.target);
    if (event.data !== "") send(event.data);
  }, options);
  host.addEventListener("input", (event) => {
    const { inputType, data, isComposing } = event as InputEvent;
    // xterm has sent the text of a key itself.
    if (isComposing || isKeyDown) return;
    if (inputType === "insertText") take(event, data ?? "");
    else if (inputType === "insertLineBreak") take(event, "\r");
    else if (inputType === "deleteContentBackward") take(event, "\x7f");
  }, options);
}

function empty(target: EventTarget | null): void {
  if (target instanceof HTMLTextAreaElement) target.value = "";
}
