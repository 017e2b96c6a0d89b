import { texts } from "../../texts/texts.ts";
import { withParticle } from "../../texts/particle.ts";

/** Texts of owners of servers. */
export const leaseOwnerTexts = texts({
  en: {
    run: "A run of a job",
    runBy: (name: string) => `A run that ${name} started`,
    since: "since",
  },
  ko: {
    run: "작업 실행",
    runBy: (name: string) => `${withParticle(name, "이/가")} 시작한 작업 실행`,
    since: "시작:",
  },
});
