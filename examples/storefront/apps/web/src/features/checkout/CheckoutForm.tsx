import { FormProvider, useForm } from "react-hook-form";
import { Button } from "@storefront/ui";
import { SelectField, TextField } from "@storefront/ui/forms";
import { createFormResolver } from "#forms";
import { checkoutSchema, type Checkout, type CheckoutInput } from "./checkout-schema";
import { validatePostcode } from "./validate-address";

interface CheckoutFormProps {
  onDone: (checkout: Checkout) => void;
}

const COUNTRIES = [
  { value: "DE", label: "Germany" },
  { value: "FR", label: "France" },
  { value: "IT", label: "Italy" },
];

export function CheckoutForm({ onDone }: CheckoutFormProps) {
  const form = useForm({
    resolver: createFormResolver<CheckoutInput, Checkout>(checkoutSchema),
    defaultValues: { country: "DE", payment: { method: "card", number: "" } },
  });
  const method = form.watch("payment.method");

  const handleValid = async (checkout: Checkout) => {
    if (await validatePostcode(checkout.postcode, checkout.country)) {
      onDone(checkout);
    } else {
      form.setError("postcode", { message: "There is no such postcode" });
    }
  };

  return (
    <FormProvider {...form}>
      <form onSubmit={form.handleSubmit(handleValid)}>
        <TextField<CheckoutInput> name="name" label="Name" autoComplete="name" />
        <TextField<CheckoutInput> name="street" label="Street" />
        <TextField<CheckoutInput> name="postcode" label="Postcode" inputMode="numeric" />
        <SelectField control={form.control} name="country" label="Country" options={COUNTRIES} />
        <label>
          <input type="checkbox" {...form.register("giftWrap")} /> Gift wrap
        </label>
        {method === "card" ? (
          <TextField<CheckoutInput> name="payment.number" label="Card number" />
        ) : (
          <TextField<CheckoutInput> name="payment.email" label="E-mail" type="email" />
        )}
        <Button type="submit" busy={form.formState.isSubmitting}>
          Buy
        </Button>
      </form>
    </FormProvider>
  );
}
