import type { ErrorKind } from "../../errors.ts";
import type { Explanation } from "./explanation.ts";

/** Every error, explained in Korean. */
export const KOREAN: Readonly<Record<ErrorKind, Explanation>> = {
  INTERNAL_ERROR: {
    meaning: "서비스 내부에서 예기치 않은 오류가 발생했습니다.",
    action:
      "다시 시도해 주십시오. 반복되면 발생 시각과 함께 관리자에게 알려 주십시오. 원인은 로그에 있습니다.",
  },
  SERVICE_UNAVAILABLE: {
    meaning: "서비스가 종료 중이어서 새 요청을 받지 않습니다.",
    action: "서비스가 다시 시작된 뒤에 접속해 주십시오.",
  },
  ACCESS_DENIED: {
    meaning: "허용되지 않은 출처(Origin)의 페이지이거나 Host 헤더의 이름이 허용되지 않았습니다.",
    action: "서비스 자체 주소로 접속하거나 ALLOWED_ORIGINS에 해당 출처를 추가해 주십시오.",
  },
  VALIDATION_FAILED: {
    meaning: "허용되지 않는 값이 들어 있습니다.",
    action: "detail과 validation_errors가 가리키는 값을 고쳐서 다시 보내 주십시오.",
  },
  MISSING_FIELD: {
    meaning: "필수 항목이 빠져 있습니다.",
    action: "detail이 가리키는 항목을 추가해서 다시 보내 주십시오.",
  },
  NOT_FOUND: {
    meaning: "요청한 주소에 해당하는 자원이 없습니다.",
    action: "경로와 id를 확인해 주십시오. /에서 제공하는 주소를 볼 수 있습니다.",
  },
  NOT_ALLOWED: {
    meaning: "이 주소에서는 사용할 수 없는 메서드 또는 프로토콜입니다.",
    action: "detail이 안내하는 메서드나 프로토콜을 사용해 주십시오.",
  },
  QUOTA_EXCEEDED: {
    meaning: "명령이 아직 읽지 않은 입력이 1MiB를 넘었습니다.",
    action: "명령이 입력을 읽을 때까지 기다린 뒤 나머지를 보내 주십시오.",
  },
  SSH_CONNECTION_FAILED: {
    meaning:
      "서버에 SSH로 연결하지 못했습니다. 이름이나 네트워크에 문제가 있거나 공통 알고리즘이 없습니다.",
    action:
      "detail에서 원인을 확인하여 이름, 주소, 네트워크를 점검하거나 오래된 서버라면 <NAME>_ALGORITHMS=legacy를 설정해 주십시오.",
  },
  SSH_CONNECTION_TIMEOUT: {
    meaning: "서버가 제한 시간 안에 응답하지 않았습니다.",
    action: "서버가 켜져 있는지, 방화벽이 막고 있지 않은지 확인해 주십시오.",
  },
  SSH_CONNECTION_REFUSED: {
    meaning: "서버의 해당 주소와 포트에서 SSH 서버가 실행되고 있지 않습니다.",
    action: "<NAME>_IP와 <NAME>_PORT를 확인하고 SSH 서버가 실행 중인지 확인해 주십시오.",
  },
  SSH_CONNECTION_LOST: {
    meaning: "작업 도중 서버와의 연결이 끊어졌습니다.",
    action: "어디까지 처리되었는지 확인한 뒤 다시 실행해 주십시오.",
  },
  SSH_HOST_KEY_MISMATCH: {
    meaning: "서버의 호스트 키가 이미 알고 있는 키와 다릅니다.",
    action:
      "키가 바뀐 이유를 먼저 확인해 주십시오. 정상적인 변경이면 <NAME>_HOST_KEY에 새 키를 등록해 주십시오.",
  },
  SSH_AUTHENTICATION_FAILED: {
    meaning: "서버가 로그인을 거부했습니다.",
    action: "해당 서버의 사용자, 비밀번호, 키를 확인해 주십시오.",
  },
  SSH_KEY_ERROR: {
    meaning: "개인 키를 읽거나 사용할 수 없습니다.",
    action:
      "detail에서 원인을 보고 <NAME>_KEY_FILE과 키 형식, <NAME>_KEY_PASSPHRASE를 확인해 주십시오.",
  },
  SSH_COMMAND_TIMEOUT: {
    meaning: "명령이 timeout_seconds를 초과하여 중지되었습니다.",
    action: "timeout_seconds를 늘리거나 명령의 작업량을 줄여 주십시오.",
  },
  SSH_CHANNEL_ERROR: {
    meaning: "서버가 작업에 필요한 채널을 열어 주지 않았습니다.",
    action: "MaxSessions와 같은 서버의 제한을 확인해 주십시오.",
  },
  SSH_SHELL_ERROR: {
    meaning: "서버가 셸이나 PTY를 열지 못했거나, 명령이 시작되기 전에 로그인이 끝났습니다.",
    action:
      "로그인 출력 내용을 확인하고, 해당 사용자가 서버에서 셸과 PTY를 사용할 수 있는지 확인해 주십시오.",
  },
  SERVER_NOT_FOUND: {
    meaning: "이 이름으로 설정된 서버가 없습니다.",
    action: "/api/v1/servers에 있는 이름을 사용하거나 <NAME>_IP로 서버를 설정해 주십시오.",
  },
  SCP_TRANSFER_FAILED: {
    meaning: "파일 전송을 완료하지 못했습니다. 대상 파일 자리에 불완전한 파일이 놓이지는 않습니다.",
    action:
      "detail에서 파일과 서버를 확인하여 원인을 해결한 뒤 다시 전송해 주십시오. 지우지 못한 임시 파일도 그때 삭제됩니다.",
  },
  TRANSFER_NOT_FOUND: {
    meaning: "이 이름으로 설정된 전송이 없습니다.",
    action:
      "/api/v1/transfers에 있는 이름을 사용하거나 TRANSFER_<NAME>으로 전송을 설정해 주십시오.",
  },
  SCP_PERMISSION_DENIED: {
    meaning: "원본을 읽거나 대상에 쓸 권한이 없습니다.",
    action: "detail이 가리키는 파일이나 폴더의 권한을 확인해 주십시오.",
  },
  SCP_TRANSFER_TIMEOUT: {
    meaning: "45초 동안 전송이 진행되지 않아 중지했습니다.",
    action: "두 서버와 네트워크 상태를 확인한 뒤 다시 전송해 주십시오.",
  },
  INVALID_MESSAGE: {
    meaning:
      "메시지 형식이 아닌 프레임입니다. 텍스트가 아니거나 JSON 객체가 아니거나 문자열 type이 없습니다.",
    action: "type이 있는 JSON 객체 하나를 텍스트 프레임으로 보내 주십시오.",
  },
  MESSAGE_TOO_LARGE: {
    meaning: "프레임이 MAX_FRAME_BYTES보다 커서 연결을 닫았습니다.",
    action: "다시 접속하여 나누어 보내거나 MAX_FRAME_BYTES를 늘려 주십시오.",
  },
  HANDLER_NOT_FOUND: {
    meaning: "존재하지 않는 메시지 type입니다.",
    action: "type의 철자를 확인해 주십시오. 전체 메시지는 /asyncapi/docs에 있습니다.",
  },
  DATABASE_CONNECTION_FAILED: {
    meaning: "데이터베이스 파일을 열 수 없습니다.",
    action:
      "DATABASE_PATH와 해당 폴더, 접근 권한을 확인하고 다른 프로세스가 사용 중인지 확인해 주십시오.",
  },
  DATABASE_QUERY_FAILED: {
    meaning: "데이터베이스가 요청을 처리하지 못했습니다.",
    action: "디스크 여유 공간과 다른 프로그램의 파일 점유 여부를 확인해 주십시오.",
  },
  COMMAND_FAILED: {
    meaning: "중지 문구가 나오기 전에 명령이 0이 아닌 종료 코드로 끝났습니다.",
    action: "exit_code와 출력 내용에서 실패 원인을 확인해 주십시오.",
  },
  OUTPUT_WAIT_TIMEOUT: {
    meaning: "idle_timeout_seconds 동안 출력이 없어 명령을 중지했습니다.",
    action: "idle_timeout_seconds를 늘리거나 명령이 진행 상황을 출력하도록 해 주십시오.",
  },
  SESSION_EXPIRED: {
    meaning: "SESSION_IDLE_SECONDS 동안 작업이 없어 세션이 만료되었습니다.",
    action: "start_session을 다시 보내 주십시오.",
  },
  SESSION_ALREADY_ACTIVE: {
    meaning: "이미 활성화된 세션이 있습니다. 소유자는 session_owner에서 확인할 수 있습니다.",
    action:
      "자신의 세션이면 그대로 사용하고, 아니면 session_status의 session_active가 false가 될 때까지 기다려 주십시오.",
  },
  NO_ACTIVE_SESSION: {
    meaning: "활성화된 세션이 필요하지만 현재 세션이 없습니다.",
    action: "먼저 start_session을 보내 주십시오.",
  },
  SESSION_PERMISSION_DENIED: {
    meaning: "다른 연결이 세션을 소유하고 있습니다.",
    action: "session_status의 session_active가 false가 되면 start_session을 보내 주십시오.",
  },
  SESSION_OWNER_MISMATCH: {
    meaning:
      "토큰이 틀렸거나 재개 시간이 지났습니다. 또는 요청한 seq 이후의 출력이 남아 있지 않습니다.",
    action: "detail에 seq가 있으면 그 번호부터 재개하고, 없으면 새 연결에서 계속해 주십시오.",
  },
  RESOURCE_LOCKED: {
    meaning: "다른 연결이 명령을 실행 중입니다. 명령은 한 번에 하나만 실행됩니다.",
    action: "lock_status의 locked가 false가 되면 다시 보내 주십시오.",
  },
  TASK_ALREADY_RUNNING: {
    meaning: "이 연결에서 이미 작업이 실행 중입니다.",
    action: "작업이 끝날 때까지 기다리거나 cancel을 보내 주십시오.",
  },
  TASK_NOT_FOUND: {
    meaning: "이 연결에서 실행 중인 작업이 없습니다.",
    action: "먼저 작업을 시작해 주십시오. 메시지가 도착하기 직전에 작업이 끝났을 수도 있습니다.",
  },
};
