import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import type { Endpoint } from "../endpoint.ts";

/** One of the two OpenAPI documents. */
export interface Surface {
  decorator: "v1Document" | "wireDocument";
  title: string;
  description: string;
  /** Path the OpenAPI document is served at. */
  url: string;
  /** Whether a route is part of this document. */
  includes: (url: string) => boolean;
}

export const surfaces: Surface[] = [
  {
    decorator: "v1Document",
    title: "Leadyard API v1",
    description:
      "Accounts and users, campaigns, lists, leads, and dialing. Times are RFC 3339 in UTC; phone numbers are E.164.",
    url: "/v1/openapi.json",
    includes: (url) => url.startsWith("/v1/"),
  },
  {
    decorator: "wireDocument",
    title: "RingCX-compatible API",
    description:
      "The paths, requests, and responses of RingCX (Engage Voice) for outbound dialing. Every path below /voice also works without that prefix.",
    url: "/voice/openapi.json",
    includes: (url) => !url.startsWith("/v1/"),
  },
];

declare module "fastify" {
  interface FastifyInstance {
    v1Document: () => object;
    wireDocument: () => object;
  }
}

/** Collects both OpenAPI documents. Only routes registered after this call are included. */
export async function collectDocuments(app: FastifyInstance): Promise<void> {
  for (const { decorator, title, description, includes } of surfaces) {
    await app.register(swagger, {
      decorator: decorator as "swagger",
      hideUntagged: true,
      openapi: {
        openapi: "3.1.0",
        info: { title, description, version: "1" },
        components: { securitySchemes },
      },
      transform: ({ schema, url }) => ({ schema: includes(url) ? schema : { ...schema, hide: true }, url }),
    });
  }
}

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An access token or an API token" },
  authToken: {
    type: "apiKey",
    in: "header",
    name: "X-Auth-Token",
    description: "The same token, as older clients send it",
  },
  client: { type: "http", scheme: "basic", description: "Id and secret of an API client" },
} as const;

/** What the reference says about an endpoint in addition to its schemas. */
export function documentationOf(unit: Endpoint, prefix: string): object {
  const role = unit.role === "anyone" || unit.role === "user" ? undefined : `Requires the role ${unit.role}.`;
  const description = [unit.description, role].filter((text) => text !== undefined);
  return {
    summary: unit.summary,
    tags: [unit.tag],
    operationId: operationId(unit, prefix),
    ...(description.length > 0 ? { description: description.join("\n\n") } : {}),
    security: security(unit, prefix),
  };
}

function security(unit: Endpoint, prefix: string): object[] {
  if (unit.role !== "anyone") return [{ bearer: [] }, { authToken: [] }];
  return prefix.startsWith("/restapi/") ? [{ client: [] }] : [];
}

const surfacePrefix = /^(\/voice)?(\/restapi|\/api\/v1\/admin|\/api\/v1|\/api|\/v1)/;

/**
 * Builds `getAccountsByAccountIdUsersByUserId` from a method and a path. Generated clients name their functions by it.
 */
function operationId({ method, path }: Endpoint, prefix: string): string {
  const words = (prefix + path)
    .replace(surfacePrefix, "")
    .split(/[/._=?&-]/)
    .map((word) => (word.startsWith(":") ? `By${capital(word.slice(1))}` : capital(word)));
  return method.toLowerCase() + words.join("");
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
