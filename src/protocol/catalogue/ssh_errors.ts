import type { ErrorKind } from "../../errors.ts";
import type { Explanation } from "./explanation.ts";

/** Explanations of the SSH errors: codes 20000 to 29999. */
export const SSH_ERRORS = {
  SSH_CONNECTION_FAILED: {
    meaning: {
      en: "The SSH connection failed: the server's name, the network, or no common algorithm.",
      ko: "SSH 연결에 실패했습니다. 이름이나 네트워크에 문제가 있거나 공통 알고리즘이 없습니다.",
    },
    action: {
      en: "Read the cause in detail. Check name, address and network, or set " +
        "<NAME>_ALGORITHMS=legacy for an old server.",
      ko:
        "detail에서 원인을 확인하고 이름, 주소, 네트워크를 점검하십시오. 오래된 서버라면 <NAME>_ALGORITHMS=legacy를 설정하십시오.",
    },
  },
  SSH_CONNECTION_TIMEOUT: {
    meaning: {
      en: "The server did not answer in time.",
      ko: "서버가 제한 시간 안에 응답하지 않았습니다.",
    },
    action: {
      en: "Check that the server is up and that no firewall drops the packets.",
      ko: "서버가 켜져 있는지, 방화벽이 막고 있지 않은지 확인하십시오.",
    },
  },
  SSH_CONNECTION_REFUSED: {
    meaning: {
      en: "Nothing listens at the server's address and port.",
      ko: "서버의 주소와 포트에서 SSH 서버가 실행되고 있지 않습니다.",
    },
    action: {
      en: "Check <NAME>_IP and <NAME>_PORT, and that the SSH server runs.",
      ko: "<NAME>_IP와 <NAME>_PORT를 확인하고 SSH 서버가 실행 중인지 확인하십시오.",
    },
  },
  SSH_CONNECTION_LOST: {
    meaning: {
      en: "The SSH connection broke while the operation ran.",
      ko: "작업 도중 서버와의 연결이 끊어졌습니다.",
    },
    action: {
      en: "Check what the operation has done so far, then run it again.",
      ko: "어디까지 처리되었는지 확인한 뒤 다시 실행하십시오.",
    },
  },
  SSH_HOST_KEY_MISMATCH: {
    meaning: {
      en: "The server's host key differs from the known one.",
      ko: "서버의 호스트 키가 알고 있는 키와 다릅니다.",
    },
    action: {
      en: "Find out why the key changed. When the change is legitimate, pin the new key with " +
        "<NAME>_HOST_KEY.",
      ko:
        "키가 바뀐 이유를 먼저 확인하십시오. 정상적인 변경이면 <NAME>_HOST_KEY에 새 키를 등록하십시오.",
    },
  },
  SSH_AUTHENTICATION_FAILED: {
    meaning: {
      en: "The server refused the login.",
      ko: "서버가 로그인을 거부했습니다.",
    },
    action: {
      en: "Check the user, the password and the key of the server.",
      ko: "해당 서버의 사용자, 비밀번호, 키를 확인하십시오.",
    },
  },
  SSH_KEY_ERROR: {
    meaning: {
      en: "The private key cannot be read or used.",
      ko: "개인 키를 읽거나 사용할 수 없습니다.",
    },
    action: {
      en: "Read the cause in detail. Check <NAME>_KEY_FILE, its format and <NAME>_KEY_PASSPHRASE.",
      ko:
        "detail에서 원인을 확인하고 <NAME>_KEY_FILE과 키 형식, <NAME>_KEY_PASSPHRASE를 점검하십시오.",
    },
  },
  SSH_COMMAND_TIMEOUT: {
    meaning: {
      en:
        "The operation ran longer than its timeout_seconds, or than OPERATION_MAX_SECONDS of the " +
        "service, and was stopped.",
      ko: "작업이 timeout_seconds 또는 서비스의 OPERATION_MAX_SECONDS를 초과하여 중지되었습니다.",
    },
    action: {
      en: "Raise the limit that detail names, or make the operation shorter.",
      ko: "detail에 나온 한도를 늘리거나 작업량을 줄이십시오.",
    },
  },
  SSH_CHANNEL_ERROR: {
    meaning: {
      en: "The server opened no channel for the operation.",
      ko: "서버가 작업에 필요한 채널을 열지 않았습니다.",
    },
    action: {
      en: "Check the server's limits, for example MaxSessions.",
      ko: "MaxSessions 등 서버의 제한을 확인하십시오.",
    },
  },
  SSH_SHELL_ERROR: {
    meaning: {
      en: "The server gave no shell or no PTY, or the login ended before the command started.",
      ko: "서버가 셸이나 PTY를 열지 못했거나, 명령이 시작되기 전에 로그인이 끝났습니다.",
    },
    action: {
      en: "Read the output of the login. Check that the user may have a shell and a PTY on the " +
        "server.",
      ko: "로그인 출력을 확인하고, 사용자가 서버에서 셸과 PTY를 사용할 수 있는지 확인하십시오.",
    },
  },
  SSH_CANNOT_DETACH: {
    meaning: {
      en: "The server cannot keep a command that goes on without its connection.",
      ko: "서버가 연결 없이 계속 실행되는 명령을 유지할 수 없습니다.",
    },
    action: {
      en: "Read the cause in detail and remove it, or run the command without detach.",
      ko: "detail에서 원인을 확인하여 제거하거나, detach 없이 명령을 실행하십시오.",
    },
  },
  SERVER_NOT_FOUND: {
    meaning: {
      en: "No server with this name is configured.",
      ko: "이 이름으로 설정된 서버가 없습니다.",
    },
    action: {
      en: "Use a name from /api/v1/servers, or configure the server with <NAME>_IP.",
      ko: "/api/v1/servers에 있는 이름을 사용하거나 <NAME>_IP로 서버를 설정하십시오.",
    },
  },
  SCP_TRANSFER_FAILED: {
    meaning: {
      en: "The transfer failed. No target has a file that is half-written.",
      ko: "파일 전송에 실패했습니다. 대상 위치에 불완전한 파일은 남지 않습니다.",
    },
    action: {
      en: "Read the file, the server and the cause in detail, then run the transfer again. That " +
        "run also removes temporary files.",
      ko:
        "detail에서 파일, 서버, 원인을 확인한 뒤 다시 전송하십시오. 남은 임시 파일도 그때 삭제됩니다.",
    },
  },
  TRANSFER_NOT_FOUND: {
    meaning: {
      en: "No transfer with this name is configured.",
      ko: "이 이름으로 설정된 전송이 없습니다.",
    },
    action: {
      en: "Use a name from /api/v1/transfers, or configure the transfer with TRANSFER_<NAME>.",
      ko: "/api/v1/transfers에 있는 이름을 사용하거나 TRANSFER_<NAME>으로 전송을 설정하십시오.",
    },
  },
  SCP_PERMISSION_DENIED: {
    meaning: {
      en: "The user may not read the source, or may not write to the target.",
      ko: "원본을 읽거나 대상에 쓸 권한이 없습니다.",
    },
    action: {
      en: "Check the rights of the file or folder that detail names.",
      ko: "detail이 가리키는 파일이나 폴더의 권한을 확인하십시오.",
    },
  },
  SCP_TRANSFER_TIMEOUT: {
    meaning: {
      en: "No byte of the transfer moved for 45 seconds, and the transfer was stopped.",
      ko: "45초 동안 전송이 진행되지 않아 중지했습니다.",
    },
    action: {
      en: "Check both servers and the network between them, then run the transfer again.",
      ko: "두 서버와 네트워크 상태를 확인한 뒤 다시 전송하십시오.",
    },
  },
} as const satisfies Partial<Record<ErrorKind, Explanation>>;
