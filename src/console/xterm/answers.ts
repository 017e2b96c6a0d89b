import type { ParsingTerminal } from "./parser.ts";

/** Numbers of the OSC sequences that set colours, and ask for them with `?` (xterm, ctlseqs). */
const COLOURS = [4, 10, 11, 12] as const;
/** Number of the OSC sequence that reads and writes the clipboard. */
const CLIPBOARD = 52;

/**
 * Turns off what lets a program on a server read or write more than the screen: the clipboard (OSC
 * 52), and answers that repeat what the program chose (DECRQSS, colours, title, window). The others
 * have a fixed form, and full-screen programs wait for them: device attributes, status, cursor
 * position, modes (ECMA-48, 8.3.24 and 8.3.35).
 */
export function turnOffAnswers({ parser }: ParsingTerminal): void {
  const ignore = () => true;
  parser.registerOscHandler(CLIPBOARD, ignore);
  parser.registerDcsHandler({ intermediates: "$", final: "q" }, ignore);
  parser.registerCsiHandler({ final: "t" }, ignore);
  for (const number of COLOURS) {
    parser.registerOscHandler(number, (data) => data.includes("?"));
  }
}
