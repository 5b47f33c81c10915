import { z } from "zod";
import { moneySchema } from "./money";
import { productSchema } from "./product";

export const orderLineSchema = z.object({
  product: productSchema.pick({ id: true, title: true, price: true }),
  quantity: z.coerce.number().int().positive().max(99),
});

export const orderSchema = z
  .object({
    id: z.uuid(),
    lines: z.array(orderLineSchema).min(1),
    shipping: moneySchema,
    note: z.string().max(500).optional(),
  })
  .superRefine((order, context) => {
    const currencies = new Set(order.lines.map((line) => line.product.price.currency));
    if (currencies.size > 1) {
      context.addIssue({ code: "custom", path: ["lines"], message: "All lines must have the same currency" });
    }
  });

export type OrderLine = z.infer<typeof orderLineSchema>;
export type Order = z.infer<typeof orderSchema>;
