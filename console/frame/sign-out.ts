import { request } from "../api/request.ts";
import { saveTokens } from "../api/session.ts";

export async function signOut(): Promise<void> {
  // Sign out in this browser even if the request fails.
  await request("/session", { method: "DELETE" }).catch(() => undefined);
  saveTokens(undefined);
  location.assign("/");
}
