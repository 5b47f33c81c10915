import type { OrderLine, Product } from "@storefront/catalog";

export type CartAction =
  | { type: "add"; product: Product; quantity?: number }
  | { type: "remove"; id: Product["id"] }
  | { type: "clear" };

export interface CartState {
  readonly lines: readonly OrderLine[];
}

export const emptyCart: CartState = { lines: [] };

export function cartReducer(state: CartState, action: CartAction): CartState {
  switch (action.type) {
    case "add":
      return { lines: addLine(state.lines, action.product, action.quantity ?? 1) };
    case "remove":
      return { lines: state.lines.filter((line) => line.product.id !== action.id) };
    case "clear":
      return emptyCart;
  }
}

function addLine(lines: readonly OrderLine[], product: Product, quantity: number): OrderLine[] {
  const present = lines.some((line) => line.product.id === product.id);
  return present
    ? lines.map((line) => (line.product.id === product.id ? { ...line, quantity: line.quantity + quantity } : line))
    : [...lines, { product, quantity }];
}
