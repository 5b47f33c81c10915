// Left half-edited on purpose: one statement does not parse, the rest of the file does.
import { Card } from "@storefront/ui";

export function PromoTitle({ title }: { title: string }) {
  return <strong>{title}</strong>;
}

export function promoEnds(start: Date) {
  const days = ;
  return new Date(start.getTime() + days * 86_400_000);
}

export function PromoBanner({ title }: { title: string }) {
  return (
    <Card tone="positive">
      <PromoTitle title={title} />
    </Card>
  );
}
