import { Button, Card, useToggle } from "@storefront/ui";
import { CheckoutForm } from "../checkout/CheckoutForm";
import { useCart } from "./CartContext";
import { useCartTotal } from "./useCartTotal";

export const CartDrawer = () => {
  const { lines, dispatch } = useCart();
  const total = useCartTotal();
  const [open, toggle] = useToggle();

  if (lines.length === 0) return null;

  return (
    <Card title={`Your cart: ${total}`}>
      <ul>
        {lines.map((line) => (
          <li key={line.product.id}>
            {line.quantity} × {line.product.title}
            <Button onClick={() => dispatch({ type: "remove", id: line.product.id })}>Remove</Button>
          </li>
        ))}
      </ul>
      <Button tone="positive" onClick={toggle}>
        Check out
      </Button>
      {open && <CheckoutForm onDone={() => dispatch({ type: "clear" })} />}
    </Card>
  );
};
