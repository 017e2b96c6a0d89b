import { z } from "zod";

/** The optional tag of a client message, echoed on every event that the message causes for its sender. */
export const RequestId: z.ZodOptional<z.ZodString> = z.string().min(1).max(128).optional()
  .describe("Echoed on every event which this message causes for its sender.");

/** The schema of a client message of one type. */
export type MessageObject<Type extends string, Data extends z.ZodType> = z.ZodObject<
  { type: z.ZodLiteral<Type>; data: Data; request_id: typeof RequestId }
>;

/** What any {@linkcode MessageObject} of the type validates. */
export type MessageSchema<Type extends string = string, Data = unknown> = z.ZodType<
  { type: Type; data?: Data; request_id?: string | undefined }
>;

/** Defines a client message: `{ "type": type, "data": data, "request_id"? }`. */
export function message<Type extends string, Data extends z.ZodType>(
  type: Type,
  data: Data,
): MessageObject<Type, Data> {
  return z.object({ type: z.literal(type), data: orEmpty(data), request_id: RequestId });
}

/** Lets a missing or null `data` count as `{}`, so that a missing field is reported by its own path. */
function orEmpty<Data extends z.ZodType>(data: Data): Data {
  const filled = z.preprocess((value) => value ?? {}, data);
  const mayBeMissing = data instanceof z.ZodObject && data.safeParse({}).success;
  // Typed as what a client should send, which is what `data` says.
  return (mayBeMissing ? filled.prefault({}) : filled) as unknown as Data;
}
