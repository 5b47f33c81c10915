import { Button } from "./Button";

export default { title: "Button", component: Button };

export const Primary = { args: { children: "Buy now", tone: "positive" } };

export const Busy = () => <Button busy>Buy now</Button>;
