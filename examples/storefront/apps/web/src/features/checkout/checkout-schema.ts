import { z } from "zod";

export const addressSchema = z.object({
  name: z.string().min(2),
  street: z.string().min(2),
  postcode: z.string().regex(/^\d{4,5}$/, "Four or five digits"),
  country: z.enum(["DE", "FR", "IT"]),
});

const cardPaymentSchema = z.object({
  method: z.literal("card"),
  number: z
    .string()
    .transform((value) => value.replaceAll(" ", ""))
    .pipe(z.string().length(16)),
});

const invoicePaymentSchema = z.object({
  method: z.literal("invoice"),
  email: z.email(),
});

export const paymentSchema = z.discriminatedUnion("method", [cardPaymentSchema, invoicePaymentSchema]);

export const checkoutSchema = addressSchema
  .extend({
    payment: paymentSchema,
    giftWrap: z.boolean().default(false),
  })
  .superRefine((checkout, context) => {
    if (checkout.country !== "DE" && checkout.payment.method === "invoice") {
      context.addIssue({ code: "custom", path: ["payment", "method"], message: "Invoices are for Germany only" });
    }
  });

export type Address = z.infer<typeof addressSchema>;
export type CheckoutInput = z.input<typeof checkoutSchema>;
export type Checkout = z.output<typeof checkoutSchema>;
