import { addressSchema, type Address } from "./checkout-schema";

export type ValidationResult<Value> = { valid: true; value: Value } | { valid: false; errors: Record<string, string> };

export function validateAddress(input: unknown): ValidationResult<Address> {
  const result = addressSchema.safeParse(input);
  if (result.success) return { valid: true, value: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    errors[issue.path.join(".")] ??= issue.message;
  }
  return { valid: false, errors };
}

export async function validatePostcode(postcode: string, country: Address["country"]): Promise<boolean> {
  const response = await fetch(`/api/postcodes/${country}/${postcode}`, { method: "HEAD" });
  return response.ok;
}
