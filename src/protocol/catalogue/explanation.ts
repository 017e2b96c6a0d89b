/** What an error says to a person. */
export interface Explanation {
  /** What has happened. */
  readonly meaning: string;
  /** What to do next. */
  readonly action: string;
}
