import type { ErrorKind } from "../../errors.ts";
import type { Explanation } from "./explanation.ts";

/** Explanations of the feature errors: codes 50000 to 59999. */
export const FEATURE_ERRORS = {
  COMMAND_FAILED: {
    meaning: {
      en: "The command ended with an exit code other than 0 before its stop phrase appeared.",
      ko: "종료 문구가 나오기 전에 명령이 0이 아닌 종료 코드로 끝났습니다.",
    },
    action: {
      en: "Read exit_code and the output for the cause.",
      ko: "exit_code와 출력에서 실패 원인을 확인하십시오.",
    },
  },
  SESSION_EXPIRED: {
    meaning: {
      en: "The session ran nothing for SESSION_IDLE_SECONDS and was released.",
      ko: "SESSION_IDLE_SECONDS 동안 작업이 없어 세션이 만료되었습니다.",
    },
    action: {
      en: "Send start_session again.",
      ko: "start_session을 다시 보내십시오.",
    },
  },
  OUTPUT_WAIT_TIMEOUT: {
    meaning: {
      en: "The command printed nothing for idle_timeout_seconds and was stopped.",
      ko: "idle_timeout_seconds 동안 출력이 없어 명령을 중지했습니다.",
    },
    action: {
      en: "Raise idle_timeout_seconds, or let the command print its progress.",
      ko: "idle_timeout_seconds를 늘리거나 명령이 진행 상황을 출력하게 하십시오.",
    },
  },
  SESSION_ALREADY_ACTIVE: {
    meaning: {
      en: "A session is active already, or this connection has joined it; session_owner is its " +
        "client.",
      ko:
        "이미 활성화된 세션이 있거나 이 연결이 이미 참여하고 있습니다. 소유자는 session_owner입니다.",
    },
    action: {
      en: "Use the session if it is yours or you have joined it. Otherwise wait for " +
        "session_status with session_active: false.",
      ko:
        "자신의 세션이거나 참여한 세션이면 그대로 사용하십시오. 아니면 session_status의 session_active가 false가 될 때까지 기다리십시오.",
    },
  },
  NO_ACTIVE_SESSION: {
    meaning: {
      en: "The message needs a session, and none is active, or it is ending.",
      ko: "세션이 필요하지만 활성화된 세션이 없거나 종료되는 중입니다.",
    },
    action: {
      en: "Send start_session first.",
      ko: "먼저 start_session을 보내십시오.",
    },
  },
  SESSION_PERMISSION_DENIED: {
    meaning: {
      en: "The session belongs to another client, session_owner.",
      ko: "다른 클라이언트(session_owner)가 세션을 사용 중입니다.",
    },
    action: {
      en: "Wait for session_status with session_active: false, then send start_session.",
      ko: "session_status의 session_active가 false가 되면 start_session을 보내십시오.",
    },
  },
  SESSION_OWNER_MISMATCH: {
    meaning: {
      en: "The token of resume or join_session is wrong or has expired, or the output after seq " +
        "is no longer kept.",
      ko:
        "resume이나 join_session의 토큰이 틀렸거나 만료되었거나, seq 이후의 출력이 남아 있지 않습니다.",
    },
    action: {
      en: "Resume from the seq that detail names. If detail names none, go on with the new " +
        "connection. Ask the owner of the session for its token.",
      ko:
        "detail에 seq가 있으면 그 번호부터 재개하고, 없으면 새 연결에서 계속하십시오. 세션 토큰은 소유자에게 확인하십시오.",
    },
  },
  RESOURCE_LOCKED: {
    meaning: {
      en: "Another client, lock_owner, runs an operation, and one runs at a time.",
      ko: "다른 클라이언트(lock_owner)가 작업을 실행 중입니다. 작업은 한 번에 하나만 실행됩니다.",
    },
    action: {
      en: "Wait for lock_status with locked: false, then try again.",
      ko: "lock_status의 locked가 false가 되면 다시 보내십시오.",
    },
  },
  TASK_ALREADY_RUNNING: {
    meaning: {
      en: "The client runs an operation already, or a connection that resumes has one of its own.",
      ko: "이 클라이언트에서 이미 작업이 실행 중입니다.",
    },
    action: {
      en: "Wait for the ending, or send cancel. Send resume on a new connection.",
      ko: "작업이 끝날 때까지 기다리거나 cancel을 보내십시오. resume은 새 연결에서 보내십시오.",
    },
  },
  TASK_NOT_FOUND: {
    meaning: {
      en: "The client runs no operation.",
      ko: "이 클라이언트에서 실행 중인 작업이 없습니다.",
    },
    action: {
      en: "Start an operation first. It may have ended just before the message arrived.",
      ko: "먼저 작업을 시작하십시오. 메시지가 도착하기 직전에 작업이 끝났을 수도 있습니다.",
    },
  },
  LEASE_LOST: {
    meaning: {
      en: "A later lease has taken the server, which therefore starts nothing for this one.",
      ko: "이후의 임대가 서버를 차지하여 이 임대로는 아무것도 시작하지 않습니다.",
    },
    action: {
      en: "Look at who uses the server, then ask for it again.",
      ko: "서버를 누가 사용하고 있는지 확인한 뒤 다시 요청하십시오.",
    },
  },
  LEASE_WAIT_TIMEOUT: {
    meaning: {
      en: "The servers did not become free within wait_seconds.",
      ko: "wait_seconds 안에 서버가 비지 않았습니다.",
    },
    action: {
      en: "Send start_session again with a longer wait_seconds, or ask the owner by ask_session.",
      ko:
        "wait_seconds를 늘려 start_session을 다시 보내거나 ask_session으로 소유자에게 요청하십시오.",
    },
  },
  LEASE_TAKEN_OVER: {
    meaning: {
      en: "An administrator has ended the lease, or the wait for it. detail has the reason.",
      ko: "관리자가 임대나 대기를 끝냈습니다. 이유는 detail에 있습니다.",
    },
    action: {
      en: "Read the reason, and ask again when it allows that.",
      ko: "이유를 확인하고, 가능해지면 다시 요청하십시오.",
    },
  },
  JOB_NOT_FOUND: {
    meaning: {
      en: "No job, or no run of a job, has this name or id.",
      ko: "이 이름이나 ID의 작업 정의 또는 실행이 없습니다.",
    },
    action: {
      en: "Check the name by GET /api/v1/jobs. A broken file has its fault there.",
      ko: "GET /api/v1/jobs에서 이름을 확인하십시오. 잘못된 파일은 그 오류가 함께 표시됩니다.",
    },
  },
  JOB_STEP_FAILED: {
    meaning: {
      en: "A step of the run failed, after its last try.",
      ko: "실행의 단계가 마지막 시도까지 실패했습니다.",
    },
    action: {
      en: "Read the step's error and output, remove the cause, and retry the run from that step.",
      ko: "단계의 오류와 출력을 확인하여 원인을 제거한 뒤 그 단계부터 다시 실행하십시오.",
    },
  },
  JOB_STEP_UNKNOWN: {
    meaning: {
      en: "A command was started, and nobody knows how it ended: its server lost it, or the " +
        "database was restored.",
      ko:
        "명령이 시작되었지만 어떻게 끝났는지 알 수 없습니다. 서버가 명령을 잃었거나 데이터베이스가 복원되었습니다.",
    },
    action: {
      en: "Look at the server, then decide the step: succeeded, failed, or retry.",
      ko: "서버를 확인한 뒤 단계를 succeeded, failed, retry 중 하나로 결정하십시오.",
    },
  },
  JOB_PREFLIGHT_FAILED: {
    meaning: {
      en:
        "The run cannot start: its inputs, its servers or its gate are not as the job needs them.",
      ko: "입력, 서버 또는 사전 점검이 작업의 조건에 맞지 않아 실행을 시작할 수 없습니다.",
    },
    action: {
      en: "Read the cause in detail, remove it, and start the job again.",
      ko: "detail에서 원인을 확인하여 제거한 뒤 작업을 다시 시작하십시오.",
    },
  },
  APPROVAL_REFUSED: {
    meaning: {
      en: "A person has rejected the step, or nobody has approved it in time.",
      ko: "담당자가 단계를 거부했거나 시간 안에 승인하지 않았습니다.",
    },
    action: {
      en: "Ask the person, then retry the run from that step.",
      ko: "담당자에게 확인한 뒤 그 단계부터 다시 실행하십시오.",
    },
  },
} as const satisfies Partial<Record<ErrorKind, Explanation>>;
