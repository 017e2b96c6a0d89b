import { Marked, Renderer, type Tokens } from "marked";
import type { VariableTables } from "../../config/variable_tables.ts";
import { guideTables } from "../../documents/guide_tables.ts";
import { type GuideName, readGuide, readGuides, withTables } from "../../documents/guides.ts";
import { escapeHtml, htmlDocument } from "./html.ts";

/** Options for {@linkcode guidePage}. */
export interface GuidePageOptions {
  /** Variables of the configuration, for the tables. */
  readonly variables: VariableTables;
  /** Paths of the service that become links where a guide names one as code. */
  readonly addresses: readonly string[];
}

/** Returns the index of the guides, which is served at `/docs`. */
export async function guideIndex(): Promise<string> {
  const guides = await readGuides();
  const items = guides.map(({ name, title, summary }) =>
    `<li><a href="docs/${name}">${escapeHtml(title)}</a><br>${escapeHtml(summary)}</li>`
  );
  return htmlDocument({
    title: "Pink-Page: guides",
    head: `<link rel="stylesheet" href="docs/docs.css">`,
    body: `<header>
<h1>Pink-Page: guides</h1>
<p>${documentLinks("")}</p>
</header>
<main><ul class="index">${items.join("\n")}</ul></main>`,
  });
}

/** Returns the page of a guide, which is served at `/docs/<name>`. */
export async function guidePage(
  name: GuideName,
  { variables, addresses }: GuidePageOptions,
): Promise<string> {
  const guide = await readGuide(name);
  const text = withTables(guide, guideTables(variables));
  const renderer = new GuideRenderer(addresses);
  return htmlDocument({
    title: `Pink-Page: ${guide.title}`,
    head: `<link rel="stylesheet" href="docs.css">`,
    body: `<header>
<p><a href="../docs">guides</a> · ${documentLinks("../")}</p>
${linkList("Guides", await guideLinks(name))}
${linkList("On this page", sectionLinks(text))}
</header>
<main>${new Marked().parse(text, { async: false, renderer })}</main>`,
  });
}

/** Returns links to every guide, in the page of the guide `current`. */
async function guideLinks(current: GuideName): Promise<string[]> {
  const guides = await readGuides();
  return guides.map(({ name, title }) => {
    const mark = name === current ? ' aria-current="page"' : "";
    return `<a href="${name}"${mark}>${escapeHtml(title)}</a>`;
  });
}

/** Returns links to the sections of a guide. */
function sectionLinks(text: string): string[] {
  return new Marked().lexer(text).flatMap((token) => {
    if (token.type !== "heading" || token.depth !== 2) return [];
    const heading = String(token.text);
    return [`<a href="#${slugOf(heading)}">${escapeHtml(heading)}</a>`];
  });
}

function linkList(label: string, links: readonly string[]): string {
  const items = links.map((link) => `<li>${link}</li>`);
  return `<nav aria-label="${label}"><ul>${items.join("\n")}</ul></nav>`;
}

/** Returns links to the documents; `root` is the way from the page to `/`. */
function documentLinks(root: string): string {
  const links = {
    "swagger/docs": "HTTP",
    "asyncapi/docs": "WebSocket",
    "api/v1/errors": "errors",
  };
  return Object.entries(links).map(([path, text]) => `<a href="${root}${path}">${text}</a>`)
    .join(" · ");
}

/** Renders Markdown for a page at `/docs/<name>`. Raw HTML is shown as text. */
class GuideRenderer extends Renderer {
  readonly #addresses: readonly string[];

  /** Creates a renderer that links `addresses`. */
  constructor(addresses: readonly string[]) {
    super();
    this.#addresses = addresses;
  }

  override heading({ tokens, depth, text }: Tokens.Heading): string {
    return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
  }

  override html({ text }: Tokens.HTML | Tokens.Tag): string {
    return escapeHtml(text);
  }

  override codespan(token: Tokens.Codespan): string {
    const { text } = token;
    const code = super.codespan(token);
    return this.#addresses.includes(text) ? `<a href="..${text}">${code}</a>` : code;
  }

  /** Turns `protocol.md#frames` into `protocol#frames`, and `/x` into `../x` for proxies. */
  override link({ href, tokens }: Tokens.Link): string {
    const target = href.replace(/^([a-z]+)\.md/, "$1").replace(/^\//, "../");
    return `<a href="${escapeHtml(target)}">${this.parser.parseInline(tokens)}</a>`;
  }

  /** Lets a wide table scroll, so that the page stays as wide as the window. */
  override table(token: Tokens.Table): string {
    return `<div class="wide">${super.table(token)}</div>\n`;
  }
}

/** Returns the anchor of a heading, as GitHub makes it. */
function slugOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
}
