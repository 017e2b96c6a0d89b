import { z } from "zod";
import { isAddress } from "./address.ts";
import { oneOf, type Setting, wholeNumber } from "./setting.ts";

const onOrOff = oneOf("on", "off");
const environment = oneOf("dev", "development", "prod", "production", "test");

// SQLite would take a URI for a name, and its scheme for a folder.
const databasePath = z.string()
  .refine((path) => !/^[a-z][a-z0-9+-]*:/i.test(path), "is a URI; it takes a path")
  .refine((path) => !/(^|\/)\.{0,2}$/.test(path), "names a folder; it takes the path of a file")
  .refine((path) => !path.includes("\0"), "holds a NUL character");

/** Settings of the process: its environment, its listener, its files and its probes. */
export const SERVICE_SETTINGS = {
  env: {
    variable: "ENV",
    schema: environment.schema.transform((name) =>
      name === "test" ? "test" : name.startsWith("dev") ? "dev" : "prod"
    ),
    values: environment.values,
    default: "dev",
    example: "prod",
    meaning: {
      en: "Environment of the service. Under `dev`, two built-in demo hosts serve while no " +
        "server is configured; under `prod`, a start without servers is refused.",
      ko:
        "실행 환경. `dev`에서는 설정된 서버가 없으면 내장 데모 호스트 두 개를 사용하고, `prod`에서는 서버 없이 시작할 수 없습니다.",
    },
  },
  host: {
    variable: "HOST",
    schema: z.string().refine(isAddress, "is not an address or a host name"),
    values: { en: "address or host name", ko: "주소 또는 호스트 이름" },
    default: "127.0.0.1",
    meaning: {
      en: "Address to listen on. An address beyond loopback needs `AUTH`.",
      ko: "수신 주소. 루프백이 아닌 주소에는 `AUTH`가 필요합니다.",
    },
  },
  port: {
    variable: "PORT",
    ...wholeNumber(0, 65_535),
    default: "8000",
    meaning: {
      en: "Port to listen on; 0 takes a free one.",
      ko: "수신 포트. 0은 빈 포트를 사용합니다.",
    },
  },
  databasePath: {
    variable: "DATABASE_PATH",
    schema: databasePath,
    values: { en: "path of a file, or `:memory:`", ko: "파일 경로 또는 `:memory:`" },
    default: "data/pink-page.db",
    meaning: {
      en: "SQLite file; a missing folder is created. `:memory:` keeps nothing over a restart.",
      ko: "SQLite 파일. 폴더가 없으면 만듭니다. `:memory:`는 다시 시작하면 아무것도 남지 않습니다.",
    },
  },
  historyDays: {
    variable: "HISTORY_DAYS",
    ...wholeNumber(1, 36_500),
    default: "90",
    meaning: {
      en: "Time for which operations, sessions and locks stay in the history, in days.",
      ko: "작업, 세션, 잠금 기록의 보관 기간(일).",
    },
  },
  historyOutput: {
    variable: "HISTORY_OUTPUT",
    schema: onOrOff.schema.transform((value) => value === "on"),
    values: onOrOff.values,
    default: "on",
    example: "off",
    meaning: {
      en: "Output in the history: `on` keeps the last 64 KiB of each command and transfer, " +
        "`off` keeps none and drops what is kept.",
      ko:
        "기록에 출력 보관: `on`은 명령과 전송마다 마지막 64 KiB를 보관하고, `off`는 보관하지 않으며 이미 보관한 출력도 삭제합니다.",
    },
  },
  historyOutputMib: {
    variable: "HISTORY_OUTPUT_MIB",
    ...wholeNumber(1, 1_048_576),
    default: "256",
    meaning: {
      en: "Maximum size of all kept output, in MiB. The oldest output is dropped first.",
      ko: "보관하는 출력의 전체 최대 크기(MiB). 오래된 출력부터 삭제합니다.",
    },
  },
  jobsDir: {
    variable: "JOBS_DIR",
    schema: z.string(),
    values: { en: "path of a folder", ko: "폴더 경로" },
    default: "jobs",
    meaning: {
      en: "Folder of the jobs: each file `*.json` or `*.jsonc` defines one. Changed files are " +
        "read again. Without the folder there are no such jobs.",
      ko:
        "작업 정의 폴더. `*.json`, `*.jsonc` 파일마다 작업 하나를 정의하며, 바뀐 파일은 다시 읽습니다. 폴더가 없어도 됩니다.",
    },
  },
  jobOutputMib: {
    variable: "JOB_OUTPUT_MIB",
    ...wholeNumber(1, 1_024),
    default: "64",
    meaning: {
      en: "Maximum size of the kept output of each step of a job, in MiB. Of more, the middle is " +
        "left out.",
      ko: "작업 단계마다 보관하는 출력의 최대 크기(MiB). 넘으면 가운데 부분을 뺍니다.",
    },
  },
  jobSpoolMib: {
    variable: "JOB_SPOOL_MIB",
    ...wholeNumber(1, 1_048_576),
    default: "256",
    meaning: {
      en: "Maximum size of a detached command's output on its server, in MiB. A command that " +
        "prints more is ended, and fails with 50000.",
      ko:
        "분리된 명령의 출력이 서버에서 차지하는 최대 크기(MiB). 넘으면 명령을 끝내고 50000으로 실패합니다.",
    },
  },
  reattachSeconds: {
    variable: "REATTACH_SECONDS",
    ...wholeNumber(1, 86_400),
    default: "900",
    meaning: {
      en: "Time for which the server of a job's step can be out of reach, in seconds. After it, " +
        "the end of the step counts as unknown.",
      ko:
        "작업 단계의 서버에 연결되지 않아도 기다리는 시간(초). 지나면 그 단계의 결과를 알 수 없는 것으로 처리합니다.",
    },
  },
  logLevel: {
    variable: "LOG_LEVEL",
    ...oneOf("debug", "info", "warn", "error"),
    default: "info",
    meaning: { en: "Lowest level that is logged.", ko: "로그에 남길 최저 수준." },
  },
  logFormat: {
    variable: "LOG_FORMAT",
    ...oneOf("text", "json"),
    default: "text",
    example: "json",
    meaning: {
      en: "Format of log lines: `text` for people, `json` for programs.",
      ko: "로그 형식: `text`는 사람용, `json`은 프로그램용입니다.",
    },
  },
  logFile: {
    variable: "LOG_FILE",
    schema: z.string().optional(),
    values: { en: "path of a file", ko: "파일 경로" },
    example: "pink-page.log",
    meaning: {
      en: "File that log lines are appended to as well. `SIGHUP` opens it again, after log " +
        "rotation has renamed it.",
      ko: "로그를 함께 기록할 파일. 로그 순환으로 이름이 바뀐 뒤 `SIGHUP`을 보내면 다시 엽니다.",
    },
  },
  hostKeys: {
    variable: "HOST_KEYS",
    ...oneOf("tofu", "strict", "off"),
    default: "tofu",
    example: "strict",
    meaning: {
      en: "Host keys to trust: `tofu` trusts a key on first use and refuses a changed one, " +
        "`strict` trusts pinned keys only, `off` trusts any key.",
      ko:
        "호스트 키 신뢰 방식: `tofu`는 처음 본 키를 신뢰하고 바뀐 키를 거부합니다. `strict`는 등록한 키만 신뢰하고, `off`는 모든 " +
        "키를 신뢰합니다.",
    },
  },
  healthTimeoutMs: {
    variable: "HEALTH_TIMEOUT_MS",
    ...wholeNumber(1, 25_000),
    default: "5000",
    meaning: {
      en: "Maximum duration of one health probe, in milliseconds. Every server is probed " +
        "every 30 s.",
      ko: "상태 점검 한 번의 최대 시간(밀리초). 모든 서버를 30초마다 점검합니다.",
    },
  },
} as const satisfies Readonly<Record<string, Setting>>;
