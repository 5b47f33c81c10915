export * from "./TextField";
export * from "./SelectField";
