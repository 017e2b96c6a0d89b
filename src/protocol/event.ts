import { z } from "zod";
import { RequestId } from "./message.ts";

/** The schema of an event of one type; unknown fields are none of it. */
export type EventObject<Type extends string, Shape extends z.ZodRawShape> = z.ZodObject<
  { type: z.ZodLiteral<Type> } & Shape,
  z.core.$strict
>;

/** Defines an event for one asker: it echoes the `request_id` of the message that caused it. */
export function reply<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
): EventObject<Type, Shape & { request_id: typeof RequestId }> {
  return z.strictObject({ type: z.literal(type), request_id: RequestId, ...shape });
}

/** Defines an event for everyone: it never carries a `request_id`. */
export function broadcast<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
): EventObject<Type, Shape> {
  return z.strictObject({ type: z.literal(type), ...shape });
}
