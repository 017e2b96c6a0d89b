import { texts } from "../texts/texts.ts";

/** Texts of screens. */
export const xtermTexts = texts({
  en: {
    gap: (size: string) => `${size} not shown: it scrolled past`,
    read: "Read the output with a screen reader",
  },
  ko: {
    gap: (size: string) => `${size} 분량은 화면을 지나가 표시하지 않았습니다`,
    read: "화면 낭독기로 출력 읽기",
  },
});
