import { texts } from "../../texts/texts.ts";

/** Texts of the list of runs. */
export const listTexts = texts({
  en: {
    filters: "Filters",
    job: "Job",
    any: "Any",
    clear: "Clear filters",
    noMatch: "No run matches the filters.",
    none: "No runs yet.",
    older: "Older",
    newest: "Newest",
    pages: "Pages",
    allJobs: "All jobs",
  },
  ko: {
    filters: "조건",
    job: "작업",
    any: "전체",
    clear: "조건 지우기",
    noMatch: "조건에 맞는 실행이 없습니다.",
    none: "아직 실행이 없습니다.",
    older: "이전 실행",
    newest: "최신 실행",
    pages: "쪽",
    allJobs: "전체 작업",
  },
});
