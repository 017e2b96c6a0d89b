import { texts } from "../../texts/texts.ts";

/** Texts of the test of a server. */
export const probeTexts = texts({
  en: {
    heading: (server: string) => `Test of ${server}`,
    running: "Testing…",
    tcp: "Network connection",
    banner: "SSH identification",
    kex: "Encryption and host key",
    login: "Login",
    good: "succeeded",
    bad: "failed",
    unreached: "not reached",
    lost: "The connection to the service was lost before the test ended. Test again.",
    again: "Test again",
    wait: (seconds: string) => `A login has just failed: wait ${seconds}`,
    close: "Close",
    allGood: "All layers succeeded.",
  },
  ko: {
    heading: (server: string) => `${server} 점검`,
    running: "점검하고 있습니다…",
    tcp: "네트워크 연결",
    banner: "SSH 식별",
    kex: "암호화와 호스트 키",
    login: "로그인",
    good: "성공",
    bad: "실패",
    unreached: "시도하지 않음",
    lost: "점검이 끝나기 전에 서비스와의 연결이 끊겼습니다. 다시 점검하십시오.",
    again: "다시 점검",
    wait: (seconds: string) => `방금 로그인에 실패했습니다. ${seconds} 기다리십시오`,
    close: "닫기",
    allGood: "모든 단계가 성공했습니다.",
  },
});
