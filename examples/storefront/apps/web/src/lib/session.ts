import { permissionsOf, type Permission } from "./permissions";

export interface Session {
  user: string;
  token: string;
  admin: boolean;
}

let session: Session | null = null;

export function currentSession(): Session | null {
  return session;
}

export function signIn(next: Session): Permission[] {
  session = next;
  return permissionsOf(next.user);
}

export const signOut = () => {
  session = null;
};
