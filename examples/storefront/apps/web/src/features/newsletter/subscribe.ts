import { z } from "zod";

export interface SubscribeState {
  message: string;
  ok: boolean;
}

const subscriptionSchema = z.object({
  email: z.email(),
  topics: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(z.string())).optional(),
});

export async function subscribe(_previous: SubscribeState, data: FormData): Promise<SubscribeState> {
  const parsed = await subscriptionSchema.safeParseAsync(Object.fromEntries(data));
  if (!parsed.success) return { ok: false, message: "Please enter a valid e-mail address" };
  const response = await fetch("/api/newsletter", { method: "POST", body: JSON.stringify(parsed.data) });
  return response.ok ? { ok: true, message: "Thank you!" } : { ok: false, message: "Please try again later" };
}
