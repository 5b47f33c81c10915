import { createContext, use, useMemo, useReducer, type Dispatch, type PropsWithChildren } from "react";
import { cartReducer, emptyCart, type CartAction, type CartState } from "./cart-reducer";

interface CartContextValue extends CartState {
  dispatch: Dispatch<CartAction>;
}

const CartContext = createContext<CartContextValue | null>(null);

export function CartProvider({ children }: PropsWithChildren) {
  const [state, dispatch] = useReducer(cartReducer, emptyCart);
  const value = useMemo(() => ({ ...state, dispatch }), [state]);
  return <CartContext value={value}>{children}</CartContext>;
}

export function useCart(): CartContextValue {
  const cart = use(CartContext);
  if (!cart) throw new Error("useCart must be used within a CartProvider");
  return cart;
}
