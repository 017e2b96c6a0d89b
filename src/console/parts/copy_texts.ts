import { texts } from "../texts/texts.ts";

/** Texts of a copy. */
export const copyTexts = texts({
  en: { copied: "Copied" },
  ko: { copied: "복사됨" },
});
