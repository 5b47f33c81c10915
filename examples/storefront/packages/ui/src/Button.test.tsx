import { expect, test } from "vitest";
import { Button } from "./Button";

test("a busy button is a button still", () => {
  expect(<Button busy>Buy</Button>).toMatchObject({ props: { busy: true } });
});
