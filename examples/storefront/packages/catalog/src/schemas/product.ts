import { z } from "zod";
import { moneySchema } from "./money";

export enum Availability {
  InStock = "in-stock",
  BackOrder = "back-order",
  SoldOut = "sold-out",
}

export const productSchema = z.object({
  id: z.uuid(),
  slug: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[a-z0-9-]+$/),
  title: z.string().trim().min(3, "Title is too short").max(120),
  price: moneySchema,
  availability: z.enum(Availability).default(Availability.InStock),
  tags: z.array(z.string().toLowerCase()).max(10).optional(),
  description: z.string().nullable(),
});

export const productDraftSchema = productSchema.omit({ id: true }).partial({ description: true, tags: true });

export const pricedProductSchema = productSchema.extend({
  discount: z.number().min(0).max(0.9).optional(),
  releasedAt: z.string().transform((value) => new Date(value)),
});

export type Product = z.infer<typeof productSchema>;
export type ProductDraft = z.input<typeof productDraftSchema>;
export type PricedProduct = z.output<typeof pricedProductSchema>;

export function parseProduct(data: unknown): Product {
  return productSchema.parse(data);
}
