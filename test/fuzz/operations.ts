import type { Schema } from "./value-for.ts";

/** An operation of an OpenAPI document. */
export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; schema: Schema }[];
  /** The schema of the body by content type; empty if it takes none. */
  bodies: Record<string, Schema>;
}

interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>;
}

interface DocumentedOperation {
  parameters?: Operation["parameters"];
  requestBody?: { content: Record<string, { schema?: Schema }> };
}

/** Reads the operations of both documents of a running program. */
export async function readOperations(url: string): Promise<Operation[]> {
  const documents = await Promise.all(
    ["/v1/openapi.json", "/voice/openapi.json"].map(
      async (path) => (await (await fetch(url + path)).json()) as Document,
    ),
  );
  return documents.flatMap(({ paths }) =>
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { parameters = [], requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        parameters,
        bodies: Object.fromEntries(
          Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema ?? {}]),
        ),
      })),
    ),
  );
}
