import swagger from "@fastify/swagger";
import apiReference from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";
import type { Endpoint } from "./endpoint.ts";

interface Surface {
  decorator: "v1Document" | "wireDocument";
  title: string;
  description: string;
  /** Where the document is served. */
  url: string;
  /** Whether a route belongs to it. */
  holds: (url: string) => boolean;
}

const surfaces: Surface[] = [
  {
    decorator: "v1Document",
    title: "Leadyard API v1",
    description: "Leads, campaigns, the dialer's queue and who may use them. Times are RFC 3339 in UTC, phones E.164.",
    url: "/v1/openapi.json",
    holds: (url) => url.startsWith("/v1/"),
  },
  {
    decorator: "wireDocument",
    title: "RingCX-compatible API",
    description:
      "The paths, bodies and answers of RingCX (Engage Voice) for outbound dialing. All paths below /voice work without it too.",
    url: "/voice/openapi.json",
    holds: (url) => !url.startsWith("/v1/"),
  },
];

declare module "fastify" {
  interface FastifyInstance {
    v1Document: () => object;
    wireDocument: () => object;
  }
}

/** Collects the documents from the routes that are registered after it. */
export async function collectDocuments(app: FastifyInstance): Promise<void> {
  for (const { decorator, title, description, holds } of surfaces) {
    await app.register(swagger, {
      decorator: decorator as "swagger",
      hideUntagged: true,
      openapi: {
        openapi: "3.1.0",
        info: { title, description, version: "1" },
        components: { securitySchemes },
      },
      transform: ({ schema, url }) => ({ schema: holds(url) ? schema : { ...schema, hide: true }, url }),
    });
  }
}

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An access token or an API token" },
  authToken: { type: "apiKey", in: "header", name: "X-Auth-Token", description: "The same, as older clients send it" },
  client: { type: "http", scheme: "basic", description: "Id and secret of an API client" },
} as const;

/** What the document says of an endpoint beside its schemas. */
export function described(unit: Endpoint, prefix: string): object {
  return {
    summary: unit.summary,
    tags: [unit.tag],
    operationId: operationId(unit, prefix),
    ...(unit.role === "anyone" || unit.role === "user" ? {} : { description: `Takes the role ${unit.role}.` }),
    security: security(unit, prefix),
  };
}

function security(unit: Endpoint, prefix: string): object[] {
  if (unit.role !== "anyone") return [{ bearer: [] }, { authToken: [] }];
  return prefix.startsWith("/restapi/") ? [{ client: [] }] : [];
}

const surfacePrefix = /^(\/voice)?(\/restapi|\/api\/v1\/admin|\/api\/v1|\/api|\/v1)/;

/** `getAccountsByAccountIdUsersByUserId` */
function operationId({ method, path }: Endpoint, prefix: string): string {
  const words = (prefix + path)
    .replace(surfacePrefix, "")
    .split(/[/._=?&-]/)
    .map((word) => (word.startsWith(":") ? `By${capital(word.slice(1))}` : capital(word)));
  return method.toLowerCase() + words.join("");
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

// Nothing is loaded from elsewhere; the browser is told to see to it.
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join("; ");

/** Serves the documents, and both of them to browse at /docs. */
export async function serveDocuments(app: FastifyInstance): Promise<void> {
  for (const { url, decorator } of surfaces) {
    app.get(url, { schema: { hide: true } }, () => app[decorator]());
  }
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
      showDeveloperTools: "never",
      persistAuth: false,
    },
    hooks: {
      onRequest(_request, reply, done) {
        void reply.header("Content-Security-Policy", contentSecurityPolicy);
        done();
      },
    },
  });
}
