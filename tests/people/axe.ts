import axe from "axe-core/axe.min.js" with { type: "text" };
import type { Page } from "playwright-core";

/** Returns the findings of axe-core, each in a line. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate<string[]>(`axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => [id, html.slice(0, 200), failureSummary].join(" "))))`);
}
