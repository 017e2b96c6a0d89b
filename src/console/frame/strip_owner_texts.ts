import { texts } from "../texts/texts.ts";

/** Texts of the work of the owner of the session or the lock, and of the actions. */
export const stripOwnerTexts = texts({
  en: {
    step: (number: number, count: number) => `step ${number} of ${count}`,
    command: "command",
    terminal: "terminal",
    transfer: "transfer",
    job: "job",
    idle: "nothing runs",
    away: "away, back by",
    left: (seconds: string) => `${seconds} left`,
    end: "End session",
    watch: "Watch",
    tell: "Tell me when free",
    told: "You will be told when free",
    forceEnd: "End it…",
  },
  ko: {
    step: (number: number, count: number) => `${count}단계 중 ${number}단계`,
    command: "명령",
    terminal: "터미널",
    transfer: "전송",
    job: "작업",
    idle: "실행 중인 작업 없음",
    away: "연결 끊김, 복귀 기한",
    left: (seconds: string) => `${seconds} 남음`,
    end: "세션 종료",
    watch: "지켜보기",
    tell: "비면 알림",
    told: "비면 알려 드립니다",
    forceEnd: "강제 종료…",
  },
});
