import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../frame/announce.tsx";
import { copyText } from "./copy.ts";
import { copyTexts } from "./copy_texts.ts";

/** Time for which a button tells that it has copied, in milliseconds. */
const TOLD_MS = 2_000;

/** Shows a button that copies a text. */
export function CopyButton(
  { children, text }: { readonly children: string; readonly text: () => string },
): JSX.Element {
  const { copied } = copyTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text());
    announce(copied);
    setCopied(true);
    setTimeout(() => setCopied(false), TOLD_MS);
  };
  return (
    <button class="text" type="button" onClick={() => void copy()}>
      {isCopied ? copied : children}
    </button>
  );
}
