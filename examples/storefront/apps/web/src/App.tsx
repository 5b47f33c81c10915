import { lazy, Suspense } from "react";
import { Button, ErrorBoundary, Spinner } from "@storefront/ui";
import { CartProvider } from "@/features/cart/CartContext";
import { CartDrawer } from "@/features/cart/CartDrawer";
import NewsletterForm from "@/features/newsletter/NewsletterForm";
import { ROUTES, type RouteName } from "@/generated/routes";
import { track } from "@/lib/analytics";

const ProductPage = lazy(() => import("@/features/products/ProductPage"));
const OrderHistory = lazy(() => import("@/features/account").then((account) => ({ default: account.OrderHistory })));

function currentRoute(path: string): RouteName {
  return (Object.keys(ROUTES) as RouteName[]).find((name) => ROUTES[name] === path) ?? "home";
}

export function App() {
  const route = currentRoute(window.location.pathname);

  return (
    <CartProvider>
      <ErrorBoundary
        fallback={(error, retry) => <Button onClick={retry}>{error.message}: try again</Button>}
        onError={(error) => track("error", { message: error.message })}
      >
        <Suspense fallback={<Spinner label="Loading" />}>
          {route === "orders" ? <OrderHistory /> : <ProductPage category="featured" />}
        </Suspense>
        <CartDrawer />
        <NewsletterForm />
      </ErrorBoundary>
    </CartProvider>
  );
}
