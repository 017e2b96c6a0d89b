import { asyncApi } from "../../documents/asyncapi.ts";
import { openApi } from "../../documents/openapi.ts";
import { json } from "../answer.ts";
import type { Pages } from "../handler.ts";
import { asset } from "./asset.ts";
import { asyncApiPage } from "./asyncapi_page.ts";
import { html, htmlDocument } from "./html.ts";

const SWAGGER_PAGE = htmlDocument({
  title: "Pink-Page: HTTP",
  head: `<link rel="stylesheet" href="swagger-ui.css">
<script src="swagger-ui-bundle.js" defer></script>
<script src="swagger.js" defer></script>`,
  body: `<div id="swagger-ui"></div>`,
});

/**
 * The documents of the service and the pages that show them. Everything comes from the program; addresses are relative,
 * so that the pages work below the path of a proxy too.
 */
export function docsPages({ websocketPath }: { websocketPath: string }): Pages {
  const script = (load: () => Promise<{ default: string }>) =>
    asset({ type: "text/javascript", load: async () => (await load()).default });
  const style = (load: () => Promise<{ default: string }>) =>
    asset({ type: "text/css", load: async () => (await load()).default });
  return {
    "/openapi.json": () => json(openApi()),
    "/asyncapi.json": () => json(asyncApi(websocketPath)),
    "/swagger/docs": () => html(SWAGGER_PAGE),
    "/swagger/swagger.js": script(() => import("./swagger.js", { with: { type: "text" } })),
    "/swagger/swagger-ui-bundle.js": script(() =>
      import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } })
    ),
    "/swagger/swagger-ui.css": style(() =>
      import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } })
    ),
    "/asyncapi/docs": () => html(asyncApiPage(asyncApi(websocketPath))),
    "/asyncapi/asyncapi.css": style(() => import("./asyncapi.css", { with: { type: "text" } })),
  };
}
