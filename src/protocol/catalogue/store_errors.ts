import type { ErrorKind } from "../../errors.ts";
import type { Explanation } from "./explanation.ts";

/** Explanations of the store errors: codes 40000 to 49999. */
export const STORE_ERRORS = {
  DATABASE_CONNECTION_FAILED: {
    meaning: {
      en: "The database file cannot be opened.",
      ko: "데이터베이스 파일을 열 수 없습니다.",
    },
    action: {
      en: "Check DATABASE_PATH, its folder and its rights, and that no other process uses it.",
      ko: "DATABASE_PATH와 폴더, 접근 권한을 확인하고 다른 프로세스가 사용 중인지 확인하십시오.",
    },
  },
  DATABASE_QUERY_FAILED: {
    meaning: {
      en: "The database did not carry out a query.",
      ko: "데이터베이스가 요청을 처리하지 못했습니다.",
    },
    action: {
      en: "Check the database file and the free space of its disk, and that no other program " +
        "locks it.",
      ko: "데이터베이스 파일과 디스크 여유 공간, 다른 프로그램의 파일 점유 여부를 확인하십시오.",
    },
  },
} as const satisfies Partial<Record<ErrorKind, Explanation>>;
