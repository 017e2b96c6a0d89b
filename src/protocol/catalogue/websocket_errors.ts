import type { ErrorKind } from "../../errors.ts";
import type { Explanation } from "./explanation.ts";

/** Explanations of the WebSocket errors: codes 30000 to 39999. */
export const WEBSOCKET_ERRORS = {
  INVALID_MESSAGE: {
    meaning: {
      en: "The frame is no message: not text, not a JSON object, or without a type that is text.",
      ko:
        "메시지 형식이 아닌 프레임입니다. 텍스트가 아니거나 JSON 객체가 아니거나 문자열 type이 없습니다.",
    },
    action: {
      en: "Send a text frame with one JSON object that has a type.",
      ko: "type이 있는 JSON 객체 하나를 텍스트 프레임으로 보내십시오.",
    },
  },
  MESSAGE_TOO_LARGE: {
    meaning: {
      en: "The frame is larger than MAX_FRAME_BYTES. The connection is closed.",
      ko: "프레임이 MAX_FRAME_BYTES보다 커서 연결을 닫았습니다.",
    },
    action: {
      en: "Connect again and send smaller messages, or raise MAX_FRAME_BYTES.",
      ko: "다시 접속하여 나누어 보내거나 MAX_FRAME_BYTES를 늘리십시오.",
    },
  },
  HANDLER_NOT_FOUND: {
    meaning: {
      en: "No message has this type.",
      ko: "존재하지 않는 메시지 type입니다.",
    },
    action: {
      en: "Check the spelling of type. /asyncapi/docs lists every message.",
      ko: "type의 철자를 확인하십시오. 전체 메시지는 /asyncapi/docs에 있습니다.",
    },
  },
} as const satisfies Partial<Record<ErrorKind, Explanation>>;
