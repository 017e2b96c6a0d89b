import { texts } from "../../texts/texts.ts";

/** Texts of the view that runs one command. */
export const commandTexts = texts({
  en: {
    server: "Server",
    command: "Command line",
    phrase: "Stop phrase",
    limits: "Limits",
    timeout: "Maximum duration, s",
    idle: "Maximum time without output, s",
    run: "Run",
    cancel: "Cancel",
    cancelling: "Cancelling…",
    incomplete: "Choose a server, and write a command line.",
    forgetAll: "Forget the commands of this browser",
    output: "Output",
    runningFor: (time: string) => `Running for ${time}`,
    input: "Type into the command",
    send: "Send",
    file: "Output as a file",
    copyLine: "Copy as command line",
    copyFrame: "Copy as JSON frame",
    missing: (bytes: string) =>
      `The file lacks ${bytes}: a page holds the newest 32 MiB, and less after a reload.`,
  },
  ko: {
    server: "서버",
    command: "명령줄",
    phrase: "종료 문구",
    limits: "제한",
    timeout: "최대 실행 시간(초)",
    idle: "출력이 없는 최대 시간(초)",
    run: "실행",
    cancel: "취소",
    cancelling: "취소하고 있습니다…",
    incomplete: "서버를 선택하고 명령줄을 입력하십시오.",
    forgetAll: "이 브라우저의 명령 기록 삭제",
    output: "출력",
    runningFor: (time: string) => `${time} 동안 실행 중`,
    input: "명령에 입력",
    send: "보내기",
    file: "출력을 파일로 저장",
    copyLine: "명령줄로 복사",
    copyFrame: "JSON 프레임으로 복사",
    missing: (bytes: string) =>
      `파일에 ${bytes} 분량이 없습니다. 페이지는 최근 32MiB까지 보관하며, 새로 고치면 더 적습니다.`,
  },
});
