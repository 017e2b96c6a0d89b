import { assert, assertStringIncludes } from "@std/assert";
import { asyncApiPage } from "../../../src/http/docs/asyncapi_page.ts";
import { asyncApi } from "../../../src/documents/asyncapi.ts";

const document = asyncApi("/ws/v1/stub");

Deno.test("asyncApiPage: shows fields with type, limits, default and description", () => {
  const page = asyncApiPage(document);
  assertStringIncludes(
    page,
    "<tr><td><code>data.cols</code>?</td><td>integer, 1 to 1000</td>" +
      "<td>Columns of the terminal. Default: 80.</td></tr>",
  );
  assertStringIncludes(page, "<td><code>server_health.*.latency_ms</code></td>");
  assertStringIncludes(page, "<td>&quot;stop_phrase&quot; or &quot;exited&quot;</td>");
  assertStringIncludes(page, "<td>string, uuid or null</td>");
  assertStringIncludes(page, "<td>string or null</td>");
});

Deno.test("asyncApiPage: shows every form of a message that has several", () => {
  const form = (field: string) => ({ type: "object", properties: { [field]: { type: "string" } } });
  const schemas = {
    ...document.components.schemas,
    complete: { anyOf: [form("command"), form("transfer_name")] },
  };
  const page = asyncApiPage({ ...document, components: { ...document.components, schemas } });
  assertStringIncludes(page, "<code>transfer_name</code>?");
  assertStringIncludes(page, '</table></div>\n<p>or</p>\n<div class="wide"><table>');
});

Deno.test("asyncApiPage: text of the document cannot become markup", () => {
  const info = { ...document.info, title: `<script>"&'`, description: "`<b>`" };
  const page = asyncApiPage({ ...document, info });
  assert(!page.includes("<script>"));
  assertStringIncludes(page, "&lt;script&gt;&quot;&amp;&#39;");
  assertStringIncludes(page, "<code>&lt;b&gt;</code>");
});
