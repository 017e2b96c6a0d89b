import { Marked, Renderer, type Tokens } from "marked";
import type { VariableTables } from "../../config/variable_tables.ts";
import { guideTables } from "../../documents/guide_tables.ts";
import {
  type Guide,
  type GuideName,
  readGuide,
  readGuides,
  withTables,
} from "../../documents/guides.ts";
import { escapeHtml, htmlDocument } from "./html.ts";

/** Options for {@linkcode guidePage}. */
export interface GuidePageOptions {
  /** Variables of the configuration, for the tables. */
  readonly variables: VariableTables;
  /** Paths of the service that become links where a guide names one as code. */
  readonly addresses: readonly string[];
}

/** Texts around a guide, by its language. `other` is the name of the other language. */
const TEXTS = {
  en: { guides: "Guides", sections: "On this page", errors: "errors", other: "한국어" },
  ko: { guides: "안내서", sections: "이 페이지의 내용", errors: "오류", other: "English" },
} as const;

/** Returns the index of the guides, which is served at `/docs`. */
export async function guideIndex(): Promise<string> {
  const guides = await readGuides();
  const listOf = (language: Guide["language"]) => {
    const items = guides.filter((guide) => guide.language === language)
      .map(({ name, title, summary }) =>
        `<li><a href="docs/${name}">${escapeHtml(title)}</a><br>${escapeHtml(summary)}</li>`
      );
    return `<ul class="index">${items.join("\n")}</ul>`;
  };
  return htmlDocument({
    title: "Pink-Page: guides",
    head: `<link rel="stylesheet" href="docs/docs.css">`,
    body: `<header>
<h1>Pink-Page: guides</h1>
<p>${documentLinks("", "en")} · <a href="#ko" lang="ko">${TEXTS.en.other}</a></p>
</header>
<main>${listOf("en")}
<section lang="ko"><h2 id="ko">${TEXTS.en.other}</h2>${listOf("ko")}</section></main>`,
  });
}

/** Returns the page of a guide, which is served at `/docs/<name>`, in the language of the guide. */
export async function guidePage(
  name: GuideName,
  { variables, addresses }: GuidePageOptions,
): Promise<string> {
  const guide = await readGuide(name);
  const { language } = guide;
  const { guides, sections } = TEXTS[language];
  const text = withTables(guide, guideTables(variables));
  const folder = folderOf(guide);
  const root = `${folder}../`;
  const renderer = new GuideRenderer({ root, addresses });
  const links = [`<a href="${root}docs">${guides}</a>`, documentLinks(root, language)];
  return htmlDocument({
    title: `Pink-Page: ${guide.title}`,
    language,
    head: `<link rel="stylesheet" href="${folder}docs.css">`,
    body: `<header>
<p>${[...links, ...translationLinks(guide)].join(" · ")}</p>
${linkList(guides, await guideLinks(guide))}
${linkList(sections, sectionLinks(text))}
</header>
<main>${new Marked().parse(text, { async: false, renderer })}</main>`,
  });
}

/** Returns the way from the page of a guide to the folder of the guides, `/docs/`. */
function folderOf({ name }: Guide): string {
  return "../".repeat(name.split("/").length - 1);
}

/** Returns a link to the same guide in the other language, if there is one. */
function translationLinks(guide: Guide): string[] {
  const { language, translation } = guide;
  if (translation === undefined) return [];
  const href = `${folderOf(guide)}${translation}`;
  const other = language === "ko" ? "en" : "ko";
  return [`<a href="${href}" lang="${other}" hreflang="${other}">${TEXTS[language].other}</a>`];
}

/**
 * Returns links to every guide, in the page of the guide `current`: in its language, or in English
 * where there is no other.
 */
async function guideLinks(current: Guide): Promise<string[]> {
  const guides = await readGuides();
  const isListed = ({ language, translation }: Guide) =>
    language === current.language || (language === "en" && translation === undefined);
  return guides.filter(isListed)
    .toSorted((a, b) => Number(b.language === "ko") - Number(a.language === "ko"))
    .map(({ name, language, title }) => {
      const mark = name === current.name ? ' aria-current="page"' : "";
      const foreign = language === current.language ? "" : ` lang="${language}"`;
      return `<a href="${folderOf(current)}${name}"${mark}${foreign}>${escapeHtml(title)}</a>`;
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
function documentLinks(root: string, language: Guide["language"]): string {
  const links = {
    "swagger/docs": "HTTP",
    "asyncapi/docs": "WebSocket",
    "api/v1/errors": TEXTS[language].errors,
  };
  return Object.entries(links).map(([path, text]) => `<a href="${root}${path}">${text}</a>`)
    .join(" · ");
}

/** Renders Markdown for a page at `/docs/<name>`. Raw HTML is shown as text. */
class GuideRenderer extends Renderer {
  readonly #root: string;
  readonly #addresses: readonly string[];

  /** Creates a renderer that links `addresses`; `root` is the way from the page to `/`. */
  constructor({ root, addresses }: { root: string; addresses: readonly string[] }) {
    super();
    this.#root = root;
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
    if (!this.#addresses.includes(text)) return code;
    return `<a href="${this.#root}${text.slice(1)}">${code}</a>`;
  }

  /** Turns `protocol.md#frames` into `protocol#frames`, and makes `/x` relative for proxies. */
  override link({ href, tokens }: Tokens.Link): string {
    const target = href.replace(/^((?:\.\.\/|ko\/)?[a-z]+)\.md/, "$1").replace(/^\//, this.#root);
    return `<a href="${escapeHtml(target)}">${this.parser.parseInline(tokens)}</a>`;
  }

  /** Makes the code of an error the anchor of its row. */
  override tablerow(row: Tokens.TableRow): string {
    return super.tablerow(row).replace(/^<tr>(?=\s*<td>(\d{5})<)/, '<tr id="$1">');
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
