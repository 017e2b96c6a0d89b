import { texts } from "../texts/texts.ts";

/** Texts of an action that needs what another client has. */
export const heldTexts = texts({
  en: {
    since: "since",
    tell: "Tell me when free",
    told: "You will be told when free",
    own: "This page holds the session. End it first.",
  },
  ko: {
    since: "시작:",
    tell: "비면 알림",
    told: "비면 알려 드립니다",
    own: "이 페이지가 세션을 사용하고 있습니다. 먼저 종료하십시오.",
  },
});
