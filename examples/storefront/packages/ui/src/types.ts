import type { ReactNode } from "react";

export type Tone = "neutral" | "positive" | "critical";

export interface Toned {
  tone?: Tone;
}

export interface WithChildren {
  readonly children: ReactNode;
}

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

export type Handler<Event> = (event: Event) => void | Promise<void>;
