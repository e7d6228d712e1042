import { defineConfig } from "vitest/config";
import { checkRowTypes } from "./test/support/rows/row-types.ts";

export default defineConfig({
  plugins: [checkRowTypes(import.meta.dirname)],
  test: {
    include: ["{src,clients,demo,test}/**/*.test.ts"],
    globalSetup: ["test/support/database-server.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores run two files; more only makes them wait for each other.
    maxWorkers: 2,
  },
});
