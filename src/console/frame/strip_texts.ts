import { texts } from "../texts/texts.ts";
import { withParticle } from "../texts/particle.ts";

/** Texts of the strip. */
export const stripTexts = texts({
  en: {
    lease: "Exclusive use",
    free: "Free: nobody uses the servers exclusively.",
    freeNow: "The servers are free now.",
    dismiss: "Dismiss",
    ownSession: "You hold the session",
    ownSessionElsewhere: "You hold the session in another tab or program",
    ownLock: "You use the servers",
    ownLockElsewhere: "You use the servers in another tab or program",
    othersSession: (name: string) => `${name} holds the session`,
    othersLock: (name: string) => `${name} uses the servers`,
    run: "A run of a job uses the servers",
    runBy: (name: string) => `A run that ${name} started uses the servers`,
    unnamed: "Another user",
    since: "since",
  },
  ko: {
    lease: "단독 사용",
    free: "사용 가능: 단독으로 사용하는 사람이 없습니다.",
    freeNow: "이제 서버를 사용할 수 있습니다.",
    dismiss: "닫기",
    ownSession: "세션을 사용하고 있습니다",
    ownSessionElsewhere: "다른 탭이나 프로그램에서 세션을 사용하고 있습니다",
    ownLock: "서버를 사용하고 있습니다",
    ownLockElsewhere: "다른 탭이나 프로그램에서 서버를 사용하고 있습니다",
    othersSession: (name: string) => `${withParticle(name, "이/가")} 세션을 사용하고 있습니다`,
    othersLock: (name: string) => `${withParticle(name, "이/가")} 서버를 사용하고 있습니다`,
    run: "작업 실행이 서버를 사용하고 있습니다",
    runBy: (name: string) =>
      `${withParticle(name, "이/가")} 시작한 실행이 서버를 사용하고 있습니다`,
    unnamed: "다른 사용자",
    since: "시작",
  },
});
