import { Readable } from "node:stream";
import Type from "typebox";
import { openDownload } from "../../../leads/export/download.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/downloads/:token",
  summary: "Downloads the ZIP archive of a mailed link, without sign-in; 410 once its 24 hours are over.",
  tag: "Exports",
  role: "anyone",
  params: Type.Object({ token: Type.String() }),
  async handler({ params, house, request, reply }) {
    const file = await openDownload(house.db, params.token, house.clock());
    void reply.headers({
      "Content-Type": "application/zip",
      "Content-Length": file.byteCount,
      "Content-Disposition": `attachment; filename="${file.fileName}"`,
      "Cache-Control": "private, no-store",
      "X-Content-Type-Options": "nosniff",
    });
    // An empty stream rather than nothing, for which Fastify would write a length of 0.
    return reply.send(Readable.from(request.method === "HEAD" ? [] : file.content()));
  },
});
