import { texts } from "../texts/texts.ts";

/** Texts that tell changes of the health of servers. */
export const healthNewsTexts = texts({
  en: {
    unhealthy: (server: string) => `${server} is unhealthy.`,
    healthy: (server: string) => `${server} is healthy again.`,
  },
  ko: {
    unhealthy: (server: string) => `${server} 서버가 비정상입니다.`,
    healthy: (server: string) => `${server} 서버가 다시 정상입니다.`,
  },
});
