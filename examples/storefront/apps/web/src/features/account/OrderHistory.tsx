import { useEffect, useState } from "react";
import { formatMoney, orderTotal, type Order } from "@storefront/catalog";
import { Card, Spinner } from "@storefront/ui";
import { api } from "@/lib/api";
import type { Session } from "@/lib/session";
import { withSession } from "./withSession";

function OrderHistory({ session }: { session: Session }) {
  const [orders, setOrders] = useState<Order[] | null>(null);

  useEffect(() => {
    api.orders().then(setOrders, () => setOrders([]));
  }, [session.user]);

  if (orders === null) return <Spinner label="Loading your orders" />;

  return (
    <>
      {orders.map((order) => (
        <Card key={order.id} title={formatMoney(orderTotal(order))}>
          {order.lines.length} articles
        </Card>
      ))}
    </>
  );
}

export default withSession(OrderHistory);
