import { texts } from "../../texts/texts.ts";

/** Texts of the list of workflows. */
export const listTexts = texts({
  en: {
    heading: "Workflows",
    start: "Start",
    never: "Not run in this browser",
    ended: "Did not complete",
    dailyLoad: "Daily load",
    prepare: "Prepare",
    copy: "Copy",
    process: "Process",
    none: "No transfer is configured. Set TRANSFER_<NAME>, or make a workflow of your own.",
    create: "New workflow",
  },
  ko: {
    heading: "작업 흐름",
    start: "시작",
    never: "이 브라우저에서 실행한 적이 없습니다",
    ended: "완료되지 않음",
    dailyLoad: "일일 적재",
    prepare: "준비",
    copy: "복사",
    process: "처리",
    none: "설정된 전송이 없습니다. TRANSFER_<NAME>을 설정하거나 작업 흐름을 직접 만드십시오.",
    create: "새 작업 흐름",
  },
});
