import { texts } from "../texts/texts.ts";

/** Texts of lists of operations. */
export const operationTexts = texts({
  en: {
    started: "Started",
    what: "Operation",
    server: "Server",
    name: "By",
    ending: "Ending",
    duration: "Duration",
    actions: "Actions",
    again: "Run again",
    ssh_command: "Command",
    open_terminal: "Terminal",
    scp_transfer: "Transfer",
  },
  ko: {
    started: "시작",
    what: "작업",
    server: "서버",
    name: "실행자",
    ending: "결과",
    duration: "소요 시간",
    actions: "동작",
    again: "다시 실행",
    ssh_command: "명령",
    open_terminal: "터미널",
    scp_transfer: "전송",
  },
});
