import type { VariableTables } from "../../config/variable_tables.ts";
import { GUIDE_NAMES } from "../../documents/guides.ts";
import { ENDPOINTS } from "../../protocol/rest/endpoints.ts";
import { json } from "../answer.ts";
import type { Answer, HttpRoutes } from "../http_route.ts";
import { asset } from "./asset.ts";
import { html, htmlDocument } from "./html.ts";

/** Options for {@linkcode docsRoutes}. */
export interface DocsRoutesOptions {
  /** Path of the WebSocket. */
  readonly websocketPath: string;
  /** Variables of the configuration, for the guides. */
  readonly variables: VariableTables;
}

/** Answers by path. */
type Answers = Readonly<Record<string, Answer>>;

const SWAGGER_PAGE = htmlDocument({
  title: "Pink-Page: HTTP",
  head: `<link rel="stylesheet" href="swagger-ui.css">
<script src="swagger-ui-bundle.js" defer></script>
<script src="swagger.js" defer></script>`,
  body: `<div id="swagger-ui"></div>`,
});

/**
 * Returns the documents of the service and the pages that show them. Everything comes from the
 * program, and is loaded by the first request: the start of the service does not wait for it.
 * Addresses are relative, so that the pages also work below the path of a proxy.
 */
export function docsRoutes({ websocketPath, variables }: DocsRoutesOptions): HttpRoutes {
  const script = (load: () => Promise<{ default: string }>) =>
    asset({ type: "text/javascript", load: async () => (await load()).default });
  const style = (load: () => Promise<{ default: string }>) =>
    asset({ type: "text/css", load: async () => (await load()).default });
  const loadAsyncApi = async () =>
    (await import("../../documents/asyncapi.ts")).asyncApi(websocketPath);
  const documents: Answers = {
    "/openapi.json": async () => json((await import("../../documents/openapi.ts")).openApi()),
    "/asyncapi.json": async () => json(await loadAsyncApi()),
    "/swagger/docs": () => html(SWAGGER_PAGE),
    "/swagger/swagger.js": script(() => import("./swagger.js", { with: { type: "text" } })),
    "/swagger/swagger-ui-bundle.js": script(() =>
      import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } })
    ),
    "/swagger/swagger-ui.css": style(() =>
      import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } })
    ),
    "/asyncapi/docs": async () => {
      const { asyncApiPage } = await import("./asyncapi_page.ts");
      return html(asyncApiPage(await loadAsyncApi()));
    },
    "/docs/docs.css": style(() => import("./docs.css", { with: { type: "text" } })),
  };
  const answers = { ...documents, ...guides(variables, Object.keys(documents)) };
  return Object.fromEntries(
    Object.entries(answers).map(([path, get]) => [path, { role: "viewer", get }]),
  );
}

/** Returns the pages of the guides. */
function guides(variables: VariableTables, documents: readonly string[]): Answers {
  const load = () => import("./guide_page.ts");
  const endpoints = Object.values(ENDPOINTS).map(({ path }) => path);
  const addresses = ["/docs", ...documents, ...endpoints.filter((path) => !path.includes("{"))];
  const pages = GUIDE_NAMES.map((name): [string, Answer] => [
    `/docs/${name}`,
    async () => html(await (await load()).guidePage(name, { variables, addresses })),
  ]);
  return {
    "/docs": async () => html(await (await load()).guideIndex()),
    ...Object.fromEntries(pages),
  };
}
