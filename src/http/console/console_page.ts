import { LATE_PACKAGES } from "../../console/assets.js";
import type { FirstState } from "../../console/link/first_state.ts";
import { html, htmlDocument } from "../docs/html.ts";

/** Options for {@linkcode consolePage}. */
export interface ConsolePageOptions {
  /** Version of the files: part of their addresses. */
  readonly version: string;
  /** Language of the page before its script runs. */
  readonly language: string;
  /** State of the service that the page shows first. */
  readonly state: FirstState;
}

/**
 * Returns the page of the console, with its policy. The nonce allows the import map, and the style
 * elements that xterm makes.
 */
export function consolePage({ version, language, state }: ConsolePageOptions): Response {
  const nonce = crypto.getRandomValues(new Uint8Array(16)).toBase64();
  const folder = `./console/${version}/`;
  const names = Object.keys(LATE_PACKAGES);
  const imports = Object.fromEntries(names.map((name) => [name, `${folder}${fileOf(name)}`]));
  const head = `<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${folder}console.css">
<script type="importmap" nonce="${nonce}">${JSON.stringify({ imports })}</script>
<script type="module" nonce="${nonce}" src="${folder}console.js"></script>
<script type="application/json" id="first-state">${dataOf(state)}</script>`;
  // The header is seen before the script has run, which then completes it.
  const body = `<header class="header"><a class="mark">Pink-Page</a></header>` +
    `<noscript>The console needs JavaScript. /docs has the guides. ` +
    `콘솔을 사용하려면 JavaScript를 켜십시오.</noscript>`;
  return html(htmlDocument({ title: "Pink-Page", head, body, language }), {
    headers: { vary: "Accept", "content-security-policy": policyWith(nonce) },
  });
}

/** Returns JSON that ends no element of a page. */
function dataOf(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** Returns the name of the file of a package. */
export function fileOf(name: string): string {
  return `${name.replace("@", "").replaceAll("/", "-")}.js`;
}

/**
 * Returns the policy of the console. Attributes with styles are allowed for xterm; sinks of markup
 * are closed (W3C Trusted Types).
 */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
