import type { AsyncApi, AsyncMessage, AsyncOperation } from "../../documents/asyncapi.ts";
import { schemaForms, type SchemaRow } from "../../documents/schema_rows.ts";
import { escapeHtml, htmlDocument } from "./html.ts";

/** Returns the page of an AsyncAPI document, in HTML without scripts. */
export function asyncApiPage(document: AsyncApi): string {
  const { info, operations } = document;
  const sections = Object.values(operations);
  const { messages } = document.components;
  return htmlDocument({
    title: `${info.title}: the WebSocket`,
    head: `<link rel="stylesheet" href="../docs/docs.css">`,
    body: `<header>
<h1>${escapeHtml(info.title)}: the WebSocket <code>${escapeHtml(addressOf(document))}</code></h1>
<p>${prose(info.description)}</p>
<p><a href="../asyncapi.json">asyncapi.json</a> · <a href="../docs">guides</a> ·
<a href="../swagger/docs">HTTP</a> ·
<a href="../api/v1/errors">errors</a></p>
</header>
<nav>${sections.map((operation) => contents(operation, messages)).join("\n")}</nav>
<main>${sections.map((operation) => section(operation, document)).join("\n")}</main>`,
  });
}

function addressOf({ channels }: AsyncApi): string {
  return channels.stub.address;
}

function contents(
  { title, messages }: AsyncOperation,
  known: AsyncApi["components"]["messages"],
): string {
  const links = messages.map(keyOf).map((key) =>
    `<li><a href="#${escapeHtml(key)}"><code>${escapeHtml(known[key]?.name ?? key)}</code></a></li>`
  );
  return `<p>${escapeHtml(title)}</p>\n<ul>${links.join("\n")}</ul>`;
}

function section({ title, description, messages }: AsyncOperation, document: AsyncApi): string {
  const articles = messages.map(keyOf).map((key) => article(key, document));
  return `<h2>${escapeHtml(title)}</h2>\n<p>${prose(description)}</p>\n${articles.join("\n")}`;
}

function article(key: string, { components }: AsyncApi): string {
  const message: Partial<AsyncMessage> = components.messages[key] ?? {};
  const { name = key, summary = "", examples = [], "x-role": role } = message;
  const forms = schemaForms(components.schemas[key] ?? {});
  return `<article id="${escapeHtml(key)}">
<h3><code>${escapeHtml(name)}</code></h3>
<p>${prose(summary)}${role === undefined ? "" : ` Role: ${escapeHtml(String(role))}.`}</p>
${forms.map(table).join("\n<p>or</p>\n")}
${examples.map(({ payload }) => example(payload)).join("\n")}
</article>`;
}

function table(rows: readonly SchemaRow[]): string {
  const lines = rows.map(({ field, isOptional, type, description, preset }) => {
    const purpose = preset === undefined ? description : `${description} Default: ${preset}.`;
    return `<tr><td><code>${escapeHtml(field)}</code>${isOptional ? "?" : ""}</td>` +
      `<td>${escapeHtml(type)}</td><td>${prose(purpose.trim())}</td></tr>`;
  });
  return `<div class="wide"><table>
<thead><tr><th>field</th><th>type</th><th></th></tr></thead>
<tbody>${lines.join("\n")}</tbody>
</table></div>`;
}

function example(payload: unknown): string {
  return `<pre><code>${escapeHtml(JSON.stringify(payload, null, 2))}</code></pre>`;
}

/** Escapes a text and marks its code. */
function prose(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function keyOf({ $ref }: { readonly $ref: string }): string {
  return $ref.slice($ref.lastIndexOf("/") + 1);
}
