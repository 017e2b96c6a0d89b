import { texts } from "../../texts/texts.ts";

/** Texts of a workflow that has failed. */
export const failureTexts = texts({
  en: {
    repeat: "Repeat from here",
    skip: "Skip",
    terminal: "Open terminal",
    end: "End session",
    kept: "The session is kept.",
    keptUntil: "The session is kept until",
    over: "The session has ended.",
    sessionLost: "The session has ended with its connection.",
    byAdminOnly: "An administrator has ended the session.",
    byAdmin: (reason: string) => `An administrator has ended the session: ${reason}`,
    lost: "The connection was lost. The step may have run to its end, in part, or not at all.",
    look: "Look at the server before you repeat it.",
    question: "Repeat a step that may have run?",
    questionText: (step: string) =>
      `${step} was sent, and its ending is unknown. If it runs twice, its work may be done twice.`,
    repeatAnyway: "Repeat it",
    leave: "Do not repeat",
  },
  ko: {
    repeat: "여기부터 다시 실행",
    skip: "건너뛰기",
    terminal: "터미널 열기",
    end: "세션 종료",
    kept: "세션은 유지되고 있습니다.",
    keptUntil: "세션 유지 기한:",
    over: "세션이 종료되었습니다.",
    sessionLost: "연결이 끊겨 세션이 종료되었습니다.",
    byAdminOnly: "관리자가 세션을 종료했습니다.",
    byAdmin: (reason: string) => `관리자가 세션을 종료했습니다: ${reason}`,
    lost:
      "연결이 끊겼습니다. 이 단계는 끝까지 또는 일부만 실행되었거나 실행되지 않았을 수 있습니다.",
    look: "다시 실행하기 전에 서버를 확인하십시오.",
    question: "실행되었을 수 있는 단계를 다시 실행하시겠습니까?",
    questionText: (step: string) =>
      `${step} 단계는 전송되었지만 결과를 알 수 없습니다. 다시 실행하면 작업이 두 번 처리될 수 있습니다.`,
    repeatAnyway: "다시 실행",
    leave: "실행하지 않기",
  },
});
