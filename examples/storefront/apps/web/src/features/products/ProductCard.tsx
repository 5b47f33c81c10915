import { applyDiscount, Availability, formatMoney, type Product } from "@storefront/catalog";
import { Button, Card } from "@storefront/ui";
import { useCart } from "@/features/cart/CartContext";

export interface ProductCardProps {
  product: Product;
  discount?: number;
}

export function ProductCard({ product, discount = 0 }: ProductCardProps) {
  const { dispatch } = useCart();
  const price = applyDiscount(product.price, discount);

  function handleAdd() {
    dispatch({ type: "add", product });
  }

  return (
    <Card title={product.title} tone={discount > 0 ? "positive" : undefined}>
      <p>{formatMoney(price)}</p>
      <Button onClick={handleAdd} disabled={product.availability === Availability.SoldOut}>
        Add to cart
      </Button>
    </Card>
  );
}
