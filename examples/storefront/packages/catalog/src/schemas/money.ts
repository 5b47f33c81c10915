import { z } from "zod";

export const currencySchema = z.enum(["EUR", "USD", "GBP"]);

export const moneySchema = z.object({
  amount: z.number().int().nonnegative(),
  currency: currencySchema.default("EUR"),
});

export type Currency = z.infer<typeof currencySchema>;
export type Money = z.infer<typeof moneySchema>;
