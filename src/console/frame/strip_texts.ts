import { texts } from "../texts/texts.ts";
import { withParticle } from "../texts/particle.ts";

/** Texts of the strip. */
export const stripTexts = texts({
  en: {
    lease: "Exclusive use",
    free: "Free: nobody uses the servers exclusively.",
    own: "You hold the session",
    others: (name: string) => `${name} holds the session`,
    unnamed: "Another user",
    since: "since",
  },
  ko: {
    lease: "단독 사용",
    free: "사용 가능: 단독으로 사용하는 사람이 없습니다.",
    own: "세션을 사용하고 있습니다",
    others: (name: string) => `${withParticle(name, "이/가")} 세션을 사용하고 있습니다`,
    unnamed: "다른 사용자",
    since: "시작",
  },
});
