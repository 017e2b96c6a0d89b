import { texts } from "../../texts/texts.ts";

/** Texts of the check before a start. */
export const checkTexts = texts({
  en: {
    heading: "Before the start",
    healthy: "Reachable",
    unhealthy: "Not reachable",
    unchecked: "Not checked yet",
    free: "Nobody uses the servers exclusively",
    noServer: "This server is not configured",
    noTransfer: "This transfer is not configured",
    missing: "A server or a transfer of this workflow is not configured.",
    warning: "A step is likely to fail: a server is not reachable.",
  },
  ko: {
    heading: "시작 전 확인",
    healthy: "연결 가능",
    unhealthy: "연결할 수 없음",
    unchecked: "아직 확인되지 않음",
    free: "단독으로 사용하는 사람이 없습니다",
    noServer: "설정되지 않은 서버입니다",
    noTransfer: "설정되지 않은 전송입니다",
    missing: "이 작업 흐름의 서버 또는 전송이 설정되어 있지 않습니다.",
    warning: "연결할 수 없는 서버가 있어 단계가 실패할 수 있습니다.",
  },
});
