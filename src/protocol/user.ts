import { z } from "zod";

/** Role of a client: a `viewer` reads, an `operator` also runs operations, an `admin` does all. */
export const Role = z.enum(["viewer", "operator", "admin"]);

/** Role of a client. */
export type Role = z.output<typeof Role>;

/** Role that a client needs for a message or an endpoint; `anyone` needs no token. */
export const RequiredRole = z.enum(["anyone", ...Role.options]);

/** Role that a client needs for a message or an endpoint. */
export type RequiredRole = z.output<typeof RequiredRole>;

/** Keyword that states the required role in the documents. */
export const ROLE_KEYWORD = "x-role";

/** Schema of the identity of a client, in events and HTTP answers. */
export const User = z.strictObject({
  name: z.string().nullable().describe("Name of the token; null without authentication."),
  role: Role,
});
