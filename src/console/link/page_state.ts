import type { FirstState } from "./first_state.ts";

/** State of the service at the time of the page. The first connection brings the present one. */
export const pageState: FirstState = JSON.parse(
  document.getElementById("first-state")?.textContent ?? "",
);

/** Time of the page. */
export const pageTime = new Date(performance.timeOrigin);
