import type { CatalogueText } from "../protocol/catalogue/explanation.ts";
import type { GuideTables } from "./guide_tables.ts";

/**
 * Guides by name, in the order of reading, those in Korean last. Each is loaded when it is first
 * read.
 */
const GUIDES = {
  start: () => import("./guide/start.md", { with: { type: "text" } }),
  operators: () => import("./guide/operators.md", { with: { type: "text" } }),
  console: () => import("./guide/console.md", { with: { type: "text" } }),
  configuration: () => import("./guide/configuration.md", { with: { type: "text" } }),
  security: () => import("./guide/security.md", { with: { type: "text" } }),
  install: () => import("./guide/install.md", { with: { type: "text" } }),
  running: () => import("./guide/running.md", { with: { type: "text" } }),
  tls: () => import("./guide/tls.md", { with: { type: "text" } }),
  limits: () => import("./guide/limits.md", { with: { type: "text" } }),
  protocol: () => import("./guide/protocol.md", { with: { type: "text" } }),
  resume: () => import("./guide/resume.md", { with: { type: "text" } }),
  client: () => import("./guide/client.md", { with: { type: "text" } }),
  cli: () => import("./guide/cli.md", { with: { type: "text" } }),
  jobs: () => import("./guide/jobs.md", { with: { type: "text" } }),
  transfers: () => import("./guide/transfers.md", { with: { type: "text" } }),
  health: () => import("./guide/health.md", { with: { type: "text" } }),
  history: () => import("./guide/history.md", { with: { type: "text" } }),
  audit: () => import("./guide/audit.md", { with: { type: "text" } }),
  errors: () => import("./guide/errors.md", { with: { type: "text" } }),
  speed: () => import("./guide/speed.md", { with: { type: "text" } }),
  extending: () => import("./guide/extending.md", { with: { type: "text" } }),
  testing: () => import("./guide/testing.md", { with: { type: "text" } }),
  "ko/operators": () => import("./guide/ko/operators.md", { with: { type: "text" } }),
  "ko/jobs": () => import("./guide/ko/jobs.md", { with: { type: "text" } }),
  "ko/configuration": () => import("./guide/ko/configuration.md", { with: { type: "text" } }),
  "ko/errors": () => import("./guide/ko/errors.md", { with: { type: "text" } }),
} as const;

/** Name of a guide, in its file and its address. That of a guide in Korean begins with `ko/`. */
export type GuideName = keyof typeof GUIDES;

/** Names of the guides, in the order of reading. */
export const GUIDE_NAMES = Object.keys(GUIDES) as readonly GuideName[];

/** Guide in Markdown. */
export interface Guide {
  /** Name of the guide. */
  readonly name: GuideName;
  /** Language of the guide. */
  readonly language: keyof CatalogueText;
  /** Name of the same guide in the other language; undefined without one. */
  readonly translation: GuideName | undefined;
  /** Heading of the guide. */
  readonly title: string;
  /** First paragraph of the guide: one sentence. */
  readonly summary: string;
  /** Whole text, with a line `<!-- table: NAME -->` in the place of each generated table. */
  readonly text: string;
}

/** Reads every guide, in the order of reading. */
export async function readGuides(): Promise<Guide[]> {
  return await Promise.all(GUIDE_NAMES.map(readGuide));
}

/** Reads one guide. */
export async function readGuide(name: GuideName): Promise<Guide> {
  const { default: text } = await GUIDES[name]();
  const [heading = "", paragraph = ""] = text.split("\n\n");
  const title = heading.replace("# ", "");
  const summary = paragraph.replaceAll("\n", " ");
  const language = name.startsWith("ko/") ? "ko" : "en";
  const other = language === "ko" ? name.replace("ko/", "") : `ko/${name}`;
  const translation = GUIDE_NAMES.find((name) => name === other);
  return { name, language, translation, title, summary, text };
}

/** Returns the text of a guide with its tables. @throws {Error} when it names an unknown table */
export function withTables({ name, text }: Guide, tables: GuideTables): string {
  return text.replaceAll(/^<!-- table: (.+) -->$/gm, (_, table: string) => {
    const make = tables[table];
    if (make === undefined) throw new Error(`The guide ${name} has no table ${table}`);
    return make();
  });
}
