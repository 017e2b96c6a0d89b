/** Escapes text for HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

/**
 * Returns the document around the `body` of a page. `head` links the files of the page. Default
 * language: `en`.
 */
export function htmlDocument(
  { title, head, body, language = "en" }: {
    title: string;
    head: string;
    body: string;
    language?: string;
  },
): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
${body}
</body>
</html>
`;
}

/** Returns an answer with a page, which is never cached. Default status: 200. */
export function html(
  document: string,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const own = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  return new Response(document, { status, headers: { ...headers, ...own } });
}
