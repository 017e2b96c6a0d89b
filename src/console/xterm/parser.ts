/** Name of a control sequence, as xterm has it. */
interface SequenceName {
  readonly prefix?: string;
  readonly intermediates?: string;
  readonly final: string;
}

/** Parameters of a control sequence; those with colons are lists. */
type Parameters = readonly (number | number[])[];

/** Terminal of xterm, whose parser calls back. A handler returns whether it is the last one. */
export interface ParsingTerminal {
  /** Parser. */
  readonly parser: {
    registerCsiHandler(name: SequenceName, handle: (parameters: Parameters) => boolean): unknown;
    registerDcsHandler(name: SequenceName, handle: (data: string) => boolean): unknown;
    registerEscHandler(name: SequenceName, handle: () => boolean): unknown;
    registerOscHandler(number: number, handle: (data: string) => boolean): unknown;
  };
}
