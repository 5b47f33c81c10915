import { useController, type Control, type FieldValues, type Path } from "react-hook-form";
import type { Option } from "../types";

interface SelectFieldProps<Values extends FieldValues> {
  control: Control<Values>;
  name: Path<Values>;
  label: string;
  options: readonly Option[];
}

export const SelectField = <Values extends FieldValues>({ control, name, label, options }: SelectFieldProps<Values>) => {
  const { field } = useController({ control, name });
  return (
    <label className="field">
      {label}
      <select {...field}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
};
