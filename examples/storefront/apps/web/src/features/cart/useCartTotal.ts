import { useMemo } from "react";
import { formatMoney, orderTotal, type Money } from "@storefront/catalog";
import { useCart } from "./CartContext";

const FREE: Money = { amount: 0, currency: "EUR" };

export const useCartTotal = (shipping: Money = FREE) => {
  const { lines } = useCart();
  return useMemo(() => formatMoney(orderTotal({ lines: [...lines], shipping })), [lines, shipping]);
};
