import { z } from "zod";
import { Role } from "../user.ts";

/** Schema of the body of `POST /login`, as JSON or as a form. */
export const LoginBody = z.object({
  token: z.string().min(1).max(1_024).describe("Token that an administrator has given."),
  next: z.string().optional().describe("Path that the answer to a form leads to."),
});

/** Schema of the answer to `POST /login` with JSON. */
export const LoginAnswer = z.strictObject({ name: z.string(), role: Role });
