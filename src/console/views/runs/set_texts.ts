import { texts } from "../../texts/texts.ts";

/** Texts of sets of servers. */
export const setTexts = texts({
  en: { all: "all servers" },
  ko: { all: "모든 서버" },
});
