import { forwardRef, type ButtonHTMLAttributes } from "react";
import Spinner from "./Spinner";
import type { Toned } from "./types";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Toned {
  busy?: boolean;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { busy = false, tone = "neutral", children, disabled, ...rest },
  ref,
) {
  return (
    <button ref={ref} className={`button button-${tone}`} disabled={disabled || busy} {...rest}>
      {busy ? <Spinner label="Please wait" /> : children}
    </button>
  );
});
