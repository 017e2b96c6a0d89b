import type { Principal } from "../../domain/principal.ts";
import type { AppError } from "../../errors.ts";
import { errorCatalogue } from "../../protocol/catalogue/catalogue.ts";
import { escapeHtml, htmlDocument } from "../docs/html.ts";
import { type Language, TEXTS } from "./login_texts.ts";

/** Options for {@linkcode loginPage}. */
export interface LoginPageOptions {
  /** Language of the page. */
  readonly language: Language;
  /** Address that a login leads to, relative to the page. */
  readonly next: string;
  /** Whether the browser trusts the connection, so that it keeps a login. */
  readonly isTrusted: boolean;
  /** Failure of the login before. */
  readonly failure?: AppError | undefined;
}

/**
 * Returns the page that asks for a token. Without scripts, a login leads to the first view of the
 * console.
 */
export function loginPage({ language, next, isTrusted, failure }: LoginPageOptions): string {
  const texts = TEXTS[language];
  const alerts = [
    ...(isTrusted ? [] : [texts.insecure]),
    ...(failure === undefined ? [] : [meaningOf(failure, language)]),
  ].map((text) => `<p role="alert">${escapeHtml(text)}</p>`);
  return page(
    language,
    `<h1>${texts.heading}</h1>
${alerts.join("\n")}
<form method="post" action="login">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="token">${texts.token}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<p class="hint">${texts.hint}</p>
<button>${texts.logIn}</button>
</form>
<p><a href="${escapeHtml(next)}">${texts.open}</a></p>`,
  );
}

/** Returns the page for a browser that is logged in. */
export function loggedInPage(
  { name, role }: Principal,
  { language, next }: Pick<LoginPageOptions, "language" | "next">,
): string {
  const texts = TEXTS[language];
  return page(
    language,
    `<h1>${escapeHtml(texts.loggedIn(name ?? "", role))}</h1>
<p><a href="${escapeHtml(next)}">${texts.proceed}</a></p>
<form method="post" action="logout"><button>${texts.logOut}</button></form>`,
  );
}

function page(language: Language, body: string): string {
  const { title } = TEXTS[language];
  const head = `<link rel="stylesheet" href="login.css">
<script type="module" src="login.js"></script>`;
  return htmlDocument({ title, head, body: `<main>${body}</main>`, language });
}

/** Returns the meaning of an error, as the catalogue has it. */
function meaningOf({ code }: AppError, language: Language): string {
  return errorCatalogue().find((entry) => entry.code === code)?.meaning[language] ?? "";
}
