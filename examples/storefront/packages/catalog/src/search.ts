import type { Product } from "./schemas/product";

type Score = (product: Product, words: readonly string[]) => number;

const score: Score = (product, words) =>
  words.filter((word) => product.title.toLowerCase().includes(word) || product.tags?.includes(word)).length;

export default function searchProducts(products: readonly Product[], query: string): Product[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return products
    .map((product) => ({ product, score: score(product, words) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((hit) => hit.product);
}
