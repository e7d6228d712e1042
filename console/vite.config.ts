import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => {
  // Vitest sets NODE_ENV to "test", which would give the browser tests React's development build.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react()],
    build: {
      target: "es2023",
      // These browsers, from 2024, know light-dark(). For older targets, Vite would rewrite it.
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      // The content security policy forbids data: URLs, so fonts and scripts must stay files.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
    // `npx vite console` serves the sources while they are edited, with the API of a program at its default address.
    server: { proxy: { "/v1": "http://127.0.0.1:8080", "/docs": "http://127.0.0.1:8080" } },
  };
});
