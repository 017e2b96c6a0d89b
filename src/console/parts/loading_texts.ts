import { texts } from "../texts/texts.ts";

/** Texts of data that is read. */
export const loadingTexts = texts({
  en: { loading: "Loading…" },
  ko: { loading: "불러오고 있습니다…" },
});
