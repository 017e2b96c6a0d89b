/** Keys that leave a terminal, as its label names them. */
export const LEAVE_KEYS = "Alt+Shift+0";
