export { LoginForm } from "./LoginForm";
export { default as OrderHistory } from "./OrderHistory";
export * as session from "@/lib/session";
