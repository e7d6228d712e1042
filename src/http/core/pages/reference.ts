import { createHash } from "node:crypto";
import apiReference from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";
import { surfaces } from "./openapi.ts";

// The page gets an origin of its own (`sandbox` without `allow-same-origin`): it is a large library of others, and so it can
// neither use the session of the console, which has the same address, nor read what the API answers. It loads nothing from
// other servers.
const policyWith = (hashes: string[]) =>
  [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "object-src 'none'",
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "sandbox allow-scripts allow-popups",
  ].join("; ");

// A page without an origin has no storage, and the library does not expect that.
const storage = `
      for (const name of ["localStorage", "sessionStorage"]) {
        const kept = new Map();
        Object.defineProperty(window, name, { value: {
          getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, String(value)),
          removeItem: (key) => void kept.delete(key), clear: () => kept.clear(), key: (n) => [...kept.keys()][n] ?? null,
          get length() { return kept.size; },
        } });
      }
    `;

/** Serves both OpenAPI documents, and a page at /docs to browse them. */
export async function serveDocuments(app: FastifyInstance): Promise<void> {
  for (const { url, decorator } of surfaces) {
    app.get(url, { schema: { hide: true } }, (_request, reply) =>
      // The page has no origin, and these documents are the same for everybody.
      reply.header("Access-Control-Allow-Origin", "*").send(app[decorator]()),
    );
  }
  app.addHook("onSend", async (request, reply, payload) => {
    if (request.routeOptions.url !== "/docs/" || typeof payload !== "string") return payload;
    const page = payload.replace("<script", `<script>${storage}</script>\n    <script`);
    void reply.header("Content-Security-Policy", policyWith(scriptsIn(page).filter(Boolean).map(hashOf)));
    return page;
  });
  await app.register(apiReference, {
    routePrefix: "/docs",
    configuration: {
      pageTitle: "Leadyard API reference",
      sources: surfaces.map(({ title, url, decorator }) => ({ title, slug: decorator.replace("Document", ""), url })),
      authentication: { preferredSecurityScheme: "bearer" },
      withDefaultFonts: false,
      telemetry: false,
      agent: { disabled: true },
      mcp: { disabled: true },
      hideClientButton: true,
      // Without the origin of the API, its requests would be refused.
      hideTestRequestButton: true,
      showDeveloperTools: "never",
      persistAuth: false,
    },
    hooks: {
      onRequest(request, reply, done) {
        // It builds URLs with the Host header, and throws if that is none.
        Object.defineProperty(request, "hostname", { value: "localhost" });
        // The file's name is the same in each version, so it is not kept for long.
        if (request.url.endsWith(".js")) void reply.header("Cache-Control", "public, max-age=3600");
        done();
      },
    },
  });
}

const hashOf = (script: string) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

/** What is between the tags of each script of a page. */
function scriptsIn(page: string): string[] {
  const scripts: string[] = [];
  for (let tag = page.indexOf("<script"); tag >= 0; ) {
    const begin = page.indexOf(">", tag) + 1;
    const end = page.indexOf("</script>", begin);
    if (begin === 0 || end < 0) break;
    scripts.push(page.slice(begin, end));
    tag = page.indexOf("<script", end);
  }
  return scripts;
}
