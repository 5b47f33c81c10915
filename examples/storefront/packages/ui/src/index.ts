export { Button } from "./Button";
export type { ButtonProps } from "./Button";
export { Card, CardHeader } from "./Card";
export { default as Spinner } from "./Spinner";
export { ErrorBoundary } from "./ErrorBoundary";
export * from "./hooks";
export type * from "./types";
