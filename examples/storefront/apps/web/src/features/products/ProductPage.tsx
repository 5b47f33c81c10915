import { useDeferredValue, useState } from "react";
import { searchProducts, useProducts } from "@storefront/catalog";
import { Spinner, useDebounce } from "@storefront/ui";
import { ProductCard } from "./ProductCard";

export default function ProductPage({ category }: { category: string }) {
  const [query, setQuery] = useState("");
  const settled = useDeferredValue(useDebounce(query));
  const state = useProducts(category, { limit: 50 });

  switch (state.status) {
    case "loading":
      return <Spinner label="Loading products" />;
    case "failed":
      return <p role="alert">{state.message}</p>;
    case "ready": {
      const shown = settled ? searchProducts(state.products, settled) : state.products;
      return (
        <main>
          <input type="search" value={query} onChange={(event) => setQuery(event.target.value)} />
          {shown.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </main>
      );
    }
  }
}
