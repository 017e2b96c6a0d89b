import { LoginBody } from "../../protocol/rest/login.ts";
import { validate } from "../../router/validate.ts";
import { parseObject, readText } from "../read_body.ts";
import { nextOf } from "./see_login.ts";

/** Request for a login. */
export interface LoginRequest {
  /** Token that the client presents. */
  readonly token: string;
  /** Address that the login leads to, relative to the page for logins. */
  readonly next: string;
  /** Whether a form was sent, so that the answer is a page. */
  readonly isForm: boolean;
}

/** Maximum size of the body of a request, in bytes. */
const MAX_BODY_BYTES = 4_096;

/**
 * Reads the body of `POST /login`: JSON with the field `token`, or a form of that.
 *
 * @throws {AppError} 31003 over 4,096 bytes, 12000 and 12002 for a wrong or missing field
 */
export async function readLogin(request: Request): Promise<LoginRequest> {
  const isForm = request.headers.get("content-type")?.startsWith(FORM_TYPE) === true;
  const text = await readText(request, MAX_BODY_BYTES);
  const fields = isForm
    ? Object.fromEntries(new URLSearchParams(text))
    : parseObject(text, 'The body is not a JSON object like { "token": "pp_…" }');
  const { token, next } = validate(LoginBody, fields);
  return { token, next: nextOf(next?.replace(/^\.\//, "") ?? null), isForm };
}

/** Media type of a form without files. */
const FORM_TYPE = "application/x-www-form-urlencoded";
