import { texts } from "../texts/texts.ts";
import { withParticle } from "../texts/particle.ts";

/** Texts of the list of sessions, the queue and the questions. */
export const sessionTexts = texts({
  en: {
    heading: "Sessions",
    run: "Show the run",
    queue: "Queue",
    waiting: (count: string) => `${count} waiting`,
    waits: "waits for its servers",
    place: (number: string) => `place ${number} in the queue`,
    ask: "Ask to end it…",
    askHeading: "Ask the owner to end the session?",
    consequence: "The owner sees your message, and decides. Nothing is ended by itself.",
    message: "Message",
    send: "Ask",
    leave: "Do not ask",
    asked: "The owner was asked.",
    asks: (name: string) => `${name} asks you to end the session.`,
    unnamed: "Another user",
    end: "End session",
    dismiss: "Dismiss",
  },
  ko: {
    heading: "세션",
    run: "실행 보기",
    queue: "대기열",
    waiting: (count: string) => `${count}건 대기 중`,
    waits: "서버를 기다리고 있습니다",
    place: (number: string) => `대기 순서 ${number}번째`,
    ask: "종료 요청…",
    askHeading: "소유자에게 세션 종료를 요청할까요?",
    consequence: "소유자가 메시지를 보고 결정합니다. 자동으로 종료되는 것은 없습니다.",
    message: "메시지",
    send: "요청",
    leave: "요청하지 않음",
    asked: "소유자에게 요청했습니다.",
    asks: (name: string) => `${withParticle(name, "이/가")} 세션 종료를 요청했습니다.`,
    unnamed: "다른 사용자",
    end: "세션 종료",
    dismiss: "닫기",
  },
});
