import { useEffect, useState } from "react";
import { z } from "zod";
import { productSchema, type Product } from "./schemas/product";

export type ProductsState =
  | { status: "loading" }
  | { status: "failed"; message: string }
  | { status: "ready"; products: Product[] };

const responseSchema = z.object({ products: z.array(productSchema), total: z.number() });

export function useProducts(category: string, { limit = 20 }: { limit?: number } = {}): ProductsState {
  const [state, setState] = useState<ProductsState>({ status: "loading" });

  useEffect(() => {
    const controller = new AbortController();
    fetch(`/api/products?category=${encodeURIComponent(category)}&limit=${limit}`, { signal: controller.signal })
      .then((response) => response.json())
      .then((body: unknown) => {
        const result = responseSchema.safeParse(body);
        setState(
          result.success
            ? { status: "ready", products: result.data.products }
            : { status: "failed", message: z.prettifyError(result.error) },
        );
      })
      .catch((error: Error) => setState({ status: "failed", message: error.message }));
    return () => controller.abort();
  }, [category, limit]);

  return state;
}
