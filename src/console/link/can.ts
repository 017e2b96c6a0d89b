import { computed } from "@preact/signals";
import type { wire } from "../../client/mod.ts";
import { client } from "./link.ts";

/** Roles in the order of their rights. */
const ROLES: readonly wire.Role[] = ["viewer", "operator", "admin"];

/** User of the page; undefined before the first connection. */
export const user = computed(() => client.value?.welcome.user);

/** Checks whether the user has the rights of a role. */
export function hasRole(role: wire.Role): boolean {
  const own = user.value?.role;
  return own !== undefined && ROLES.indexOf(own) >= ROLES.indexOf(role);
}
