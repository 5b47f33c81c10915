import { expect, test } from "vitest";
import { formatMoney, withDiscount } from "./pricing";

test("a discount is rounded to whole cents", () => {
  expect(withDiscount({ amount: 999, currency: "EUR" }, 0.1).amount).toBe(899);
});

test("money is written as its country writes it", () => {
  expect(formatMoney({ amount: 1250, currency: "USD" })).toBe("$12.50");
});
