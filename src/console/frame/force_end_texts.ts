import { texts } from "../texts/texts.ts";

/** Texts of the dialog that ends the use of another. */
export const forceEndTexts = texts({
  en: {
    heading: "End the use of another?",
    consequence: "What runs is cancelled. All users are told your reason, and it is audited.",
    reason: "Reason",
    end: "End it",
    keep: "Keep it",
  },
  ko: {
    heading: "다른 사용자의 사용을 종료할까요?",
    consequence:
      "실행 중인 작업이 취소됩니다. 사유는 모든 사용자에게 표시되고 감사 기록에 남습니다.",
    reason: "사유",
    end: "종료",
    keep: "유지",
  },
});
