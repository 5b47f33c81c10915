export { useToggle } from "./useToggle";
export { default as useDebounce } from "./useDebounce";
