import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { track } from "./lib/analytics.js";
import "./styles.css";

const container = document.getElementById("root");
if (!container) throw new Error("No element to render into");

createRoot(container, { onUncaughtError: (error) => track("crash", { error: String(error) }) }).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
