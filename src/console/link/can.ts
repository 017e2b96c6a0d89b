import { computed } from "@preact/signals";
import type { wire } from "../../client/mod.ts";
import { client } from "./link.ts";
import { pageState } from "./page_state.ts";

/** Roles in the order of their rights. */
const ROLES: readonly wire.Role[] = ["viewer", "operator", "admin"];

/** User of the page. */
export const user = computed(() => client.value?.welcome.user ?? pageState.user);

/** Checks whether the user has the rights of a role. */
export function hasRole(role: wire.Role): boolean {
  return ROLES.indexOf(user.value.role) >= ROLES.indexOf(role);
}
