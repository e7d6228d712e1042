import { expect, test } from "vitest";
import { maskPath } from "./http/core/headers.ts";
import { loggedError } from "./logged-error.ts";

const token = "Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5";

test.each([
  [`/v1/downloads/${token}?x=${token}`, "/v1/downloads/…"],
  ["/v1/downloads/short", "/v1/downloads/…"],
  [`/v1/downloads/${token}/`, "/v1/downloads/…/"],
  [`//v1/downloads//${token}`, "//v1/downloads//…"],
  [`/invitations/${token.slice(0, 12)}`, "/invitations/…"],
  ["/v1/session/codes/123456", "/v1/session/codes/…"],
  [
    "/voice/api/v1/admin/accounts/1/campaignLeads/leadSearchByPhoneList?password=x",
    "/voice/api/v1/admin/accounts/1/campaignLeads/leadSearchByPhoneList",
  ],
  ["/v1/accounts/~/lead-actions/17/rejected-rows", "/v1/accounts/~/lead-actions/17/rejected-rows"],
])("%s is logged as %s", (url, logged) => {
  expect(maskPath(url)).toBe(logged);
});

test("a logged error has neither the values of a statement nor secrets in addresses", () => {
  const error = Object.assign(
    new Error(`cannot send https://leads.example.com/v1/downloads/${token} by smtp://user:password@mail`),
    {
      detail: "Key (phone)=(+14155550100) already exists.",
      where: "COPY person, line 1: 4155550100",
      code: "23505",
    },
  );
  const text = JSON.stringify(loggedError(error));
  expect(text).toContain("/v1/downloads/…");
  expect(text).toContain("23505");
  for (const secret of [token, "4155550100", "password"]) expect(text).not.toContain(secret);
});
