import { texts } from "../texts/texts.ts";

/** Texts of the ending of an operation. */
export const endingTexts = texts({
  en: {
    running: "Running",
    completed: "Completed",
    exited: (code: number) => `Exit code ${code}`,
    failed: (code: number) => `Failed: ${code}`,
    cancelled: "Cancelled",
    interrupted: "Interrupted by the end of the service",
  },
  ko: {
    running: "실행 중",
    completed: "완료",
    exited: (code: number) => `종료 코드 ${code}`,
    failed: (code: number) => `실패: ${code}`,
    cancelled: "취소됨",
    interrupted: "서비스 종료로 중단됨",
  },
});
