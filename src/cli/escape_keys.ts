/** Result of a piece of input. */
export interface Typed {
  /** Text for the remote shell. */
  readonly text: string;
  /** Whether the user leaves. */
  readonly isLeaving: boolean;
}

/** Finds the escape character after Enter in what is typed, as `ssh` does. */
export class EscapeKeys {
  readonly #escape: string;
  #state: "start" | "escaped" | "within" = "start";

  /** Creates the keys of a shell. `escape` is a character, or `none`. */
  constructor(escape: string) {
    this.#escape = escape;
  }

  /** Takes a piece of input. After the escape character, `.` leaves; once more types it. */
  take(input: string): Typed {
    let text = "";
    for (const key of input) {
      if (this.#state === "start" && key === this.#escape) {
        this.#state = "escaped";
        continue;
      }
      if (this.#state === "escaped") {
        if (key === ".") return { text, isLeaving: true };
        if (key !== this.#escape) text += this.#escape;
      }
      text += key;
      this.#state = key === "\r" || key === "\n" ? "start" : "within";
    }
    return { text, isLeaving: false };
  }
}
