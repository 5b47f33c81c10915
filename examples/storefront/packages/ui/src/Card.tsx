import { memo } from "react";
import type { Toned, WithChildren } from "./types";

type CardProps = WithChildren & Toned & { title?: string };

export const CardHeader = ({ title }: { title: string }) => <h2 className="card-header">{title}</h2>;

export const Card = memo(({ title, tone = "neutral", children }: CardProps) => (
  <section className={`card card-${tone}`}>
    {title && <CardHeader title={title} />}
    {children}
  </section>
));
