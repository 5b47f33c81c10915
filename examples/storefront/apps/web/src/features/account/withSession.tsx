import type { ComponentType } from "react";
import { currentSession, type Session } from "@/lib/session";
import { LoginForm } from "./LoginForm";

/** Shows the sign-in form in place of a component that needs a session. */
export function withSession<Props extends object>(Wrapped: ComponentType<Props & { session: Session }>) {
  return function WithSession(props: Props) {
    const session = currentSession();
    return session ? <Wrapped {...props} session={session} /> : <LoginForm />;
  };
}
