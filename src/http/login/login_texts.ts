/** Language of the page. */
export type Language = "en" | "ko";

/** Texts of the page for logins. */
export const TEXTS = {
  en: {
    title: "Pink-Page: log in",
    heading: "Log in",
    token: "Token",
    hint: "An administrator gives you the token. It begins with pp_.",
    logIn: "Log in",
    insecure:
      "Use https or an SSH tunnel: over this unencrypted connection browsers keep no login.",
    open: "Already logged in? Continue",
    loggedIn: (name: string, role: string) => `Logged in as ${name} (${role}).`,
    proceed: "Continue",
    logOut: "Log out",
  },
  ko: {
    title: "Pink-Page: 로그인",
    heading: "로그인",
    token: "토큰",
    hint: "관리자에게 받은 토큰(pp_로 시작)을 입력하십시오.",
    logIn: "로그인",
    insecure:
      "https나 SSH 터널로 접속하십시오. 암호화되지 않은 연결에서는 로그인이 유지되지 않습니다.",
    open: "이미 로그인했다면 계속하십시오",
    loggedIn: (name: string, role: string) => `${name}(${role}) 계정으로 로그인했습니다.`,
    proceed: "계속",
    logOut: "로그아웃",
  },
} as const;

/** Returns the language of a browser: Korean when its header names that before English. */
export function languageOf(headers: Headers): Language {
  const accepted = headers.get("accept-language")?.toLowerCase() ?? "";
  const [first] = /\b(?:ko|en)\b/.exec(accepted) ?? [];
  return first === "ko" ? "ko" : "en";
}
