/** Text for operators in both languages of the catalogue. */
export interface CatalogueText {
  /** Text in English: whole sentences. */
  readonly en: string;
  /** Text in Korean: whole sentences, polite. */
  readonly ko: string;
}

/** Explanation of an error. Both languages stand side by side, so that no change forgets one. */
export interface Explanation {
  /** Failure that the error reports. */
  readonly meaning: CatalogueText;
  /** Next step of the operator. */
  readonly action: CatalogueText;
}
