import { useId, type InputHTMLAttributes } from "react";
import { useFormContext, type FieldValues, type Path } from "react-hook-form";

export interface TextFieldProps<Values extends FieldValues> extends InputHTMLAttributes<HTMLInputElement> {
  name: Path<Values>;
  label: string;
}

export function TextField<Values extends FieldValues>({ name, label, type = "text", ...rest }: TextFieldProps<Values>) {
  const id = useId();
  const { register, getFieldState, formState } = useFormContext<Values>();
  const { error } = getFieldState(name, formState);

  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type={type} aria-invalid={error !== undefined} {...rest} {...register(name)} />
      {error && <span role="alert">{error.message}</span>}
    </p>
  );
}
