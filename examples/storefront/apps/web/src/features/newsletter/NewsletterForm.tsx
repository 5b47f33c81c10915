import { useActionState } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "@storefront/ui";
import { subscribe } from "./subscribe";

function SubmitButton() {
  const { pending } = useFormStatus();
  return <Button busy={pending}>Subscribe</Button>;
}

export default function NewsletterForm() {
  const [state, action] = useActionState(subscribe, { ok: false, message: "" });

  return (
    <form action={action}>
      <input name="email" type="email" required placeholder="you@example.com" />
      <SubmitButton />
      {state.message && <p role={state.ok ? "status" : "alert"}>{state.message}</p>}
    </form>
  );
}
