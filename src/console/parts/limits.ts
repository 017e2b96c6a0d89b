/** Maximum length of each text of a command or a workflow, in characters. */
export const MAX_LENGTH = { name: 64, server: 255, run: 65_536, stop_phrase: 1_024 } as const;

/** Maximum of a time limit, in seconds. */
export const MAX_SECONDS = 2_000_000;
