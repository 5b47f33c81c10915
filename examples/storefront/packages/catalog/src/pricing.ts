import type { Money, Order } from "./schemas";

const LOCALES = { EUR: "de-DE", USD: "en-US", GBP: "en-GB" } as const;

export function formatMoney({ amount, currency }: Money): string {
  return new Intl.NumberFormat(LOCALES[currency], { style: "currency", currency }).format(amount / 100);
}

export const withDiscount = (price: Money, share: number): Money => ({
  ...price,
  amount: Math.round(price.amount * (1 - share)),
});

export function orderTotal(order: Pick<Order, "lines" | "shipping">): Money {
  let amount = order.shipping.amount;
  for (const line of order.lines) {
    amount += lineTotal(line.product.price, line.quantity).amount;
  }
  return { amount, currency: order.shipping.currency };
}

function lineTotal(price: Money, quantity: number): Money {
  return quantity >= 10 ? withDiscount({ ...price, amount: price.amount * quantity }, 0.05) : { ...price, amount: price.amount * quantity };
}
