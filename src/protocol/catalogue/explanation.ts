import { z } from "zod";

/** Schema of a text for operators, in both languages of the catalogue: whole sentences. */
export const CatalogueText = z.strictObject({ en: z.string(), ko: z.string() });

/** Text for operators, in both languages of the catalogue. */
export type CatalogueText = z.output<typeof CatalogueText>;

/** Schema of the explanation of an error. Both languages stand side by side. */
export const Explanation = z.strictObject({
  meaning: CatalogueText.describe("Failure that the error reports."),
  action: CatalogueText.describe("Next step of the operator."),
});

/** Explanation of an error. */
export type Explanation = z.output<typeof Explanation>;
