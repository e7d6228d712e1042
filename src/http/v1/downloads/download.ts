import { Readable } from "node:stream";
import Type from "typebox";
import { openDownload } from "../../../leads/export/download.ts";
import { endpoint } from "../../core/endpoint.ts";
import { byteRange } from "./byte-range.ts";

const types: Record<string, string> = {
  zip: "application/zip",
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

export default endpoint({
  method: "GET",
  path: "/downloads/:token",
  summary: "Downloads the file of an export",
  description: "Needs no sign-in. Supports byte ranges. Returns 410 after the link has expired.",
  tag: "Exports",
  role: "anyone",
  params: Type.Object({ token: Type.String() }),
  async handler({ params, context, request, reply }) {
    const file = await openDownload(context.db, params.token, context.clock(), request.method !== "HEAD");
    if (request.method !== "HEAD")
      await request.server.accessLog.downloaded(request, file.accountId, {
        entity: "Export",
        id: file.exportId,
        description: file.fileName,
      });
    const etag = `"${file.writtenAt.getTime()}-${file.byteCount}"`;
    const fresh = request.headers["if-range"] === undefined || request.headers["if-range"] === etag;
    const range = fresh ? byteRange(request.headers.range, file.byteCount) : undefined;
    const { first, last } = range ?? { first: 0, last: file.byteCount - 1 };
    void reply.status(range ? 206 : 200).headers({
      "Content-Type": types[file.fileName.split(".").at(-1) ?? ""] ?? "application/octet-stream",
      "Content-Length": last - first + 1,
      ...(range ? { "Content-Range": `bytes ${first}-${last}/${file.byteCount}` } : {}),
      "Accept-Ranges": "bytes",
      ETag: etag,
      "Content-Disposition": `attachment; filename="${file.fileName}"`,
    });
    // For HEAD an empty stream: without a body Fastify would replace the Content-Length with 0.
    return reply.send(Readable.from(request.method === "HEAD" ? [] : file.content(first, last)));
  },
});
