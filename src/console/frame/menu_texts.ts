import { texts } from "../texts/texts.ts";

/** Texts of the menu and of the list of shortcuts. */
export const menuTexts = texts({
  en: {
    role: (role: string) => `Role: ${role}`,
    noLogin: "No login is needed",
    language: "Language",
    theme: "Theme",
    system: "System",
    light: "Light",
    dark: "Dark",
    shortcuts: "Shortcuts",
    documents: "Documents",
    signOut: "Sign out",
    close: "Close",
    shortcutList: "This list",
    shortcutView: "Go to the view",
    shortcutLeave: "Leave a terminal",
  },
  ko: {
    role: (role: string) => `역할: ${role}`,
    noLogin: "로그인이 필요하지 않습니다",
    language: "언어",
    theme: "테마",
    system: "시스템",
    light: "밝게",
    dark: "어둡게",
    shortcuts: "단축키",
    documents: "문서",
    signOut: "로그아웃",
    close: "닫기",
    shortcutList: "이 목록",
    shortcutView: "화면으로 이동",
    shortcutLeave: "터미널에서 나가기",
  },
});
