import type { ErrorKind } from "../../errors.ts";
import type { Explanation } from "./explanation.ts";

/** Explanations of the general errors: codes 10000 to 19999. */
export const GENERAL_ERRORS = {
  INTERNAL_ERROR: {
    meaning: {
      en: "The service failed because of a defect of its own.",
      ko: "서비스 내부에서 예기치 않은 오류가 발생했습니다.",
    },
    action: {
      en: "Try again. If the error repeats, report the time: the log has the cause.",
      ko: "다시 시도하십시오. 반복되면 발생 시각을 관리자에게 알리십시오. 원인은 로그에 있습니다.",
    },
  },
  SERVICE_UNAVAILABLE: {
    meaning: {
      en:
        "The service is shutting down and accepts no new requests, or as many SSH connections to " +
        "the server are open as the service allows.",
      ko:
        "서비스가 종료 중이어서 새 요청을 받지 않거나, 서버에 대한 SSH 접속이 한도에 이르렀습니다.",
    },
    action: {
      en:
        "Connect again when the service has started, or run the operation when others have ended.",
      ko: "서비스가 다시 시작된 뒤에 접속하거나, 다른 작업이 끝난 뒤에 다시 실행하십시오.",
    },
  },
  AUTHENTICATION_REQUIRED: {
    meaning: {
      en: "The request has neither a token nor a login.",
      ko: "요청에 토큰이나 로그인 정보가 없습니다.",
    },
    action: {
      en: "Send a token as Authorization: Bearer, or log in at /login.",
      ko: "Authorization: Bearer 헤더로 토큰을 보내거나 /login에서 로그인하십시오.",
    },
  },
  ACCESS_DENIED: {
    meaning: {
      en: "The role or the scopes of the token do not allow this, or the request comes from a " +
        "foreign origin or host, or through a proxy that is not trusted.",
      ko: "토큰의 역할이나 범위로는 할 수 없는 요청이거나, 허용되지 않은 출처(Origin), " +
        "호스트 또는 프록시를 거친 요청입니다.",
    },
    action: {
      en: "Read detail: use a token that allows it, or add the origin to ALLOWED_ORIGINS or the " +
        "proxy to TRUSTED_PROXIES.",
      ko: "detail을 확인하여 권한이 있는 토큰을 사용하거나 ALLOWED_ORIGINS에 출처를, " +
        "TRUSTED_PROXIES에 프록시를 추가하십시오.",
    },
  },
  INVALID_TOKEN: {
    meaning: {
      en: "The token or the login is wrong, revoked or expired.",
      ko: "토큰이나 로그인이 올바르지 않거나 취소 또는 만료되었습니다.",
    },
    action: {
      en: "Log in again, or ask an administrator for a new token.",
      ko: "다시 로그인하거나 관리자에게 새 토큰을 요청하십시오.",
    },
  },
  VALIDATION_FAILED: {
    meaning: {
      en: "A field or a parameter has a value that is not allowed.",
      ko: "허용되지 않는 값이 있습니다.",
    },
    action: {
      en: "Correct the values that detail and validation_errors name, then try again.",
      ko: "detail과 validation_errors가 가리키는 값을 고쳐 다시 보내십시오.",
    },
  },
  MISSING_FIELD: {
    meaning: {
      en: "A required field is missing.",
      ko: "필수 항목이 없습니다.",
    },
    action: {
      en: "Add the field that detail names, then try again.",
      ko: "detail이 가리키는 항목을 추가하여 다시 보내십시오.",
    },
  },
  NOT_FOUND: {
    meaning: {
      en: "Nothing exists at this address.",
      ko: "요청한 주소에 자원이 없습니다.",
    },
    action: {
      en: "Check the path and the id. GET / lists the addresses.",
      ko: "경로와 id를 확인하십시오. GET /에서 주소 목록을 볼 수 있습니다.",
    },
  },
  NOT_ALLOWED: {
    meaning: {
      en: "The address does not accept this method or protocol.",
      ko: "이 주소에서 사용할 수 없는 메서드 또는 프로토콜입니다.",
    },
    action: {
      en: "Use the method or the protocol that detail names.",
      ko: "detail이 안내하는 메서드나 프로토콜을 사용하십시오.",
    },
  },
  QUOTA_EXCEEDED: {
    meaning: {
      en: "A limit is reached: of connections, messages, operations, probes, or input that waits " +
        "for a command. The newest request is refused, and detail names the limit.",
      ko:
        "접속, 메시지, 작업, 점검 또는 명령이 읽지 않은 입력이 한도에 이르렀습니다. 가장 나중의 요청만 " +
        "거부되며, detail에 한도가 나와 있습니다.",
    },
    action: {
      en: "Try again later: after Retry-After over HTTP, when an operation has ended, or with " +
        "fewer messages.",
      ko:
        "나중에 다시 시도하십시오. HTTP에서는 Retry-After 이후에, 그 밖에는 작업이 끝난 뒤에 또는 " +
        "메시지를 줄여서 보내십시오.",
    },
  },
} as const satisfies Partial<Record<ErrorKind, Explanation>>;
