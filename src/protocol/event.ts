import { z } from "zod";
import { RequestId } from "./message.ts";

/** Schema of the events of one type. Unknown fields are not allowed. */
export type EventObject<Type extends string, Shape extends z.ZodRawShape> = z.ZodObject<
  { type: z.ZodLiteral<Type> } & Shape,
  z.core.$strict
>;

/** Defines an event for one client, with the `request_id` of the message that caused it. */
export function reply<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
): EventObject<Type, Shape & { request_id: typeof RequestId }> {
  return z.strictObject({ type: z.literal(type), request_id: RequestId, ...shape });
}

/** Defines an event for all clients, which has no `request_id`. */
export function broadcast<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
): EventObject<Type, Shape> {
  return z.strictObject({ type: z.literal(type), ...shape });
}
