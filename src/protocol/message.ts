import { z } from "zod";
import { RequiredRole, ROLE_KEYWORD } from "./user.ts";

/** Optional id of a message. Every event that the message causes for its sender repeats it. */
export const RequestId: z.ZodOptional<z.ZodString> = z.string().min(1).max(128).optional()
  .describe("Id that every event repeats which the message causes for its sender.");

/** Schema of the messages of one type. */
export type MessageObject<Type extends string, Data extends z.ZodType> = z.ZodObject<
  { type: z.ZodLiteral<Type>; data: Data; request_id: typeof RequestId }
>;

/** Any schema that validates the messages of one type, such as a {@linkcode MessageObject}. */
export type MessageSchema<Type extends string = string, Data = unknown> = z.ZodType<
  { type: Type; data?: Data; request_id?: string | undefined }
>;

/** Definition of a message. */
export interface MessageOptions<Data extends z.ZodType> {
  /** Role that a client needs to send the message. */
  readonly role: RequiredRole;
  /** Schema of the field `data`. */
  readonly data: Data;
}

/** Data of a message without fields. Any value is accepted and ignored. */
export const NO_DATA: z.ZodOptional<z.ZodUnknown> = z.unknown().optional();

/** Defines a message: `{ "type": type, "data": data, "request_id"? }`. */
export function message<Type extends string, Data extends z.ZodType>(
  type: Type,
  { role, data }: MessageOptions<Data>,
): MessageObject<Type, Data> {
  return z.object({ type: z.literal(type), data: orEmpty(data), request_id: RequestId })
    .meta({ [ROLE_KEYWORD]: role });
}

/** Returns the role that a client needs to send the messages of `schema`. */
export function roleOf(schema: MessageSchema): RequiredRole {
  return RequiredRole.parse(schema.meta()?.[ROLE_KEYWORD]);
}

/** Reads missing or null data as `{}`, so that an error names the path of each missing field. */
function orEmpty<Data extends z.ZodType>(data: Data): Data {
  const filled = z.preprocess((value) => value ?? {}, data);
  const isObject = data instanceof z.ZodObject || data instanceof z.ZodPrefault;
  const mayBeMissing = isObject && data.safeParse({}).success;
  // The type stays that of `data`, which is what a client should send.
  return (mayBeMissing ? filled.prefault({}) : filled) as unknown as Data;
}
