export * from "./schemas";
export { formatMoney, orderTotal, withDiscount as applyDiscount } from "./pricing";
export { useProducts } from "./useProducts";
export type { ProductsState } from "./useProducts";
export { default as searchProducts } from "./search";
