import { expect, test } from "vitest";
import { requireRedirectUri } from "./redirect-uri.ts";

test.each([
  "https://crm.example.com/done?from=leadyard",
  "http://localhost:3000/",
  "http://127.0.0.1/done",
  "http://[::1]:8080/done",
  "com.example.app:/done",
])("takes %s", (uri) => {
  expect(() => requireRedirectUri(uri, "redirectUris[0]")).not.toThrow();
});

test.each([
  "http://crm.example.com/done",
  "http://localhost.example.com/",
  "javascript:alert(1)",
  "data:text/html,x",
  "crm.example.com/done",
  "/done",
  "https://crm.example.com/done#here",
  "https://user:secret@crm.example.com/",
  "https://crm.example.com/\\evil",
  "https://crm.example.com/a b",
  "",
])("refuses %s", (uri) => {
  expect(() => requireRedirectUri(uri, "redirectUris[0]")).toThrow(/^redirectUris\[0\] is /);
});
