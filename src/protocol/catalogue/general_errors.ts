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
      en: "The service is shutting down and accepts no new requests.",
      ko: "서비스가 종료 중이어서 새 요청을 받지 않습니다.",
    },
    action: {
      en: "Connect again when the service has started.",
      ko: "서비스가 다시 시작된 뒤에 접속하십시오.",
    },
  },
  ACCESS_DENIED: {
    meaning: {
      en: "The page's origin may not use the service, or the Host header has a foreign name.",
      ko: "허용되지 않은 출처(Origin)의 페이지이거나 Host 헤더의 이름이 허용되지 않았습니다.",
    },
    action: {
      en: "Open the service's own address, or add the origin to ALLOWED_ORIGINS.",
      ko: "서비스 자체 주소로 접속하거나 ALLOWED_ORIGINS에 출처를 추가하십시오.",
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
      en: "More than 1 MiB of input waits for a command that does not read it.",
      ko: "명령이 아직 읽지 않은 입력이 1MiB를 넘었습니다.",
    },
    action: {
      en: "Wait until the command has read its input, then send the rest.",
      ko: "명령이 입력을 읽을 때까지 기다린 뒤 나머지를 보내십시오.",
    },
  },
} as const satisfies Partial<Record<ErrorKind, Explanation>>;
