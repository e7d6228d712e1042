import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,clients,demo,test}/**/*.test.ts"],
    globalSetup: ["test/support/database-server.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores run two files; more only makes them wait for each other.
    maxWorkers: 2,
  },
});
