import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => {
  // Whoever builds the console builds the one that is served; without this, a test would get React's development build.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react()],
    build: {
      target: "es2023",
      // Browsers from 2024 on know light-dark(); older targets would have it rewritten.
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      // The page forbids what is written into it, data: fonts and scripts alike.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
    // `npx vite console` serves the sources as they are edited, for a program that runs at its usual address.
    server: { proxy: { "/v1": "http://127.0.0.1:8080", "/docs": "http://127.0.0.1:8080" } },
  };
});
