import { webAddressOf } from "./web_address.ts";

/** Opens a link in a tab that does not know this page. */
export function openWebLink(_: MouseEvent, text: string): void {
  const address = webAddressOf(text);
  if (address !== undefined) open(address, "_blank", "noopener,noreferrer");
}
