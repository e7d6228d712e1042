import { refuse } from "../../errors.ts";

const local = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Refuses an address that authorization codes must not be sent to: neither https, nor http on the same machine, nor an
 * app's own scheme such as `com.example.app:/done`. A fragment would be lost.
 */
export function requireRedirectUri(uri: string, field: string): void {
  const url = URL.parse(uri);
  const scheme = url?.protocol.slice(0, -1) ?? "";
  const fits = scheme === "https" || (scheme === "http" && local.has(url?.hostname ?? "")) || scheme.includes(".");
  if (!fits || url?.username !== "" || url.password !== "" || uri.includes("#") || /[\s\\]/.test(uri))
    throw refuse("INVALID_FIELD", {
      field,
      got: JSON.stringify(uri.slice(0, 200)),
      takes:
        "an https address, http on localhost, or an app's own scheme such as com.example.app:/done, without fragment or user",
    });
}
