import { texts } from "../../texts/texts.ts";

/** Texts of the ending of a command. */
export const commandEndingTexts = texts({
  en: {
    phrase: (phrase: string) => `The stop phrase “${phrase}” came`,
    phraseOnly: "The stop phrase came",
    exited: (code: string) => `Exit code ${code}`,
    killed: (signal: string) => `Ended by the signal ${signal}`,
    closed: "Ended without an exit code",
    cancelled: "Cancelled",
    lost: "Unknown: the connection was lost, and it may have run on",
    after: (time: string) => `after ${time}`,
  },
  ko: {
    phrase: (phrase: string) => `종료 문구 “${phrase}” 확인`,
    phraseOnly: "종료 문구 확인",
    exited: (code: string) => `종료 코드 ${code}`,
    killed: (signal: string) => `시그널 ${signal}: 종료됨`,
    closed: "종료 코드 없이 종료됨",
    cancelled: "취소됨",
    lost: "알 수 없음: 연결이 끊겼으며 명령이 계속 실행되었을 수 있습니다",
    after: (time: string) => `${time} 소요`,
  },
});
