import { currentSession } from "./session";

export type Permission = "order" | "review" | "edit-catalog";

export function permissionsOf(user: string): Permission[] {
  const session = currentSession();
  if (session?.user !== user) return [];
  return session.admin ? ["order", "review", "edit-catalog"] : ["order", "review"];
}
