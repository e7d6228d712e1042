/** What `npm run mutate` changes, and the tests that should notice: the quick ones first. */
export const areas: Record<string, { files: readonly string[]; stages: readonly (readonly string[])[] }> = {
  engine: {
    files: ["src/leads/engine/*.ts"],
    stages: [
      ["src/leads/engine", "src/leads/actions/pause", "src/leads/actions/cancel"],
      ["test/surfaces/lead-actions", "test/surfaces/ends", "test/surfaces/large-lead-actions"],
      ["src/leads/actions", "test/locks"],
    ],
  },
  undo: {
    files: [
      "src/leads/engine/{undo-work,journal}.ts",
      "src/leads/copy-leads.ts",
      "src/leads/files/{undo-load,forget-rows}.ts",
    ],
    stages: [
      ["src/leads/engine", "src/leads/actions/pause", "src/leads/actions/move-to-campaign"],
      ["test/surfaces/lead-files", "test/surfaces/direct-loads", "test/surfaces/lead-actions"],
      ["src/leads/actions", "test/model"],
    ],
  },
  "dial queue": {
    files: ["src/dial-queue/*.ts", "src/dialer/rules/*.ts"],
    stages: [
      ["test/dial-queue", "src/dialer/rules", "src/dialer/claims"],
      ["test/dialable", "test/surfaces/dialer", "test/surfaces/whose-lead"],
      ["test/model", "test/surfaces/claims", "test/surfaces/comes-back"],
    ],
  },
  claims: {
    files: ["src/dialer/claims/*.ts", "src/dialer/passes/*.ts"],
    stages: [
      ["src/dialer", "test/dialable"],
      ["test/surfaces/claims", "test/surfaces/dialer", "test/surfaces/field-dialing"],
      ["test/surfaces/whose-lead", "test/surfaces/comes-back", "test/locks", "test/model"],
    ],
  },
  criteria: {
    files: ["src/leads/search/*.ts"],
    stages: [["src/leads/search"], ["test/surfaces/v1-leads", "test/surfaces/saved-searches", "test/wire/refusals"]],
  },
  loads: {
    files: ["src/leads/load/*.ts", "src/leads/files/*.ts"],
    stages: [
      ["src/leads/load", "src/leads/files", "src/leads/engine/journal"],
      ["test/surfaces/lead-loader", "test/surfaces/lead-files", "test/surfaces/direct-loads"],
      ["test/surfaces/round-trip", "test/surfaces/v1-leads", "test/faults/load"],
    ],
  },
};
