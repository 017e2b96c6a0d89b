import type { Comment, Source } from "./source.ts";

/** Words that no sentence begins with. "Whether" is for fields. */
const RIDDLE = /(?:^|[.?!] )(Who|Whom|Whose|What|Where|How|Of|To|As)\b/;

/** Words of pictures, and second words for one idea; in names too. */
const UNWANTED = new RegExp(
  `\\b(?:${
    [
      ...["can not", "gives? back", "gave back", "given back", "lets? go", "(?:is|are|be) let in"],
      ...["hurry", "hurries", "naps?", "goodbyes?", "swallow(?:s|ed|ing)?", "(?:is|are) dead"],
      ...[
        "pens?",
        "hears?",
        "heard",
        "holders?",
        "askers?",
        "somebody",
      ],
      ...["whoever", "whom"],
    ].join("|")
  })\\b`,
  "gi",
);

/** Folder that spells the unwanted words. */
const LISTS = "tests/house/";

/** Returns the sentences of comments that begin with a word that names nothing. */
export function riddles(sources: readonly Source[]): string[] {
  return commentsOf(sources).filter(({ comment: { text, documents } }) =>
    RIDDLE.test(text) || (documents === "function" && /(?:^|[.?!] )Whether\b/.test(text))
  ).map(({ place, comment: { text } }) => `${place} ${text}`);
}

/** Returns the doc comments of functions that do not begin with a verb in the third person. */
export function verbless(sources: readonly Source[]): string[] {
  return commentsOf(sources).filter(({ comment: { text, documents } }) =>
    documents === "function" && !/^[A-Z]\w*s\b|^@/.test(text)
  ).map(({ place, comment: { text } }) => `${place} ${text}`);
}

/** Returns the doc comments whose description does not end with a full stop. */
export function unfinished(sources: readonly Source[]): string[] {
  return commentsOf(sources).filter(({ comment: { text, isDoc } }) => {
    const [description = ""] = text.split(/(?:^| )@(?=[a-z])/);
    return isDoc && description !== "" && !/[.:`]$/.test(description);
  }).map(({ place, comment: { text } }) => `${place} ${text}`);
}

/** Returns the unwanted words in texts, comments and names, whose words are written as one. */
export function unwanted(sources: readonly Source[]): string[] {
  return sources.filter(({ path }) => !path.startsWith(LISTS)).flatMap(({ path, lines }) =>
    lines.flatMap((line, i) =>
      [...line.replaceAll(/([a-z])([A-Z])/g, "$1 $2").matchAll(UNWANTED)]
        .map(([word]) => `${path}:${i + 1} ${word}`)
    )
  );
}

function commentsOf(sources: readonly Source[]): { place: string; comment: Comment }[] {
  return sources.flatMap(({ path, comments }) =>
    comments.map((comment) => ({ place: `${path}:${comment.line}`, comment }))
  );
}
