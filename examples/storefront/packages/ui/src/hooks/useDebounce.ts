import * as React from "react";

const useDebounce = <Value,>(value: Value, milliseconds = 250): Value => {
  const [settled, setSettled] = React.useState<Value>(value);

  React.useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);

  return settled;
};

export default useDebounce;
