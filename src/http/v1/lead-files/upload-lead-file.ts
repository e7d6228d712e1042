import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { storeLeadFile } from "../../../leads/files/keep-file.ts";
import { fileTypes } from "../../../leads/files/lead-file.ts";
import { encodings } from "../../../tables/encoding.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { uploadedFile } from "../../shared/uploaded-file.ts";
import { LeadFileResource, leadFileResource } from "./lead-file-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lead-files",
  summary: "Uploads a file of up to 1,000,000 leads and suggests a mapping of its columns",
  description:
    "Send the file (CSV or .xlsx) as the part `file` of a form. It is read through once and kept for 24 hours.",
  tag: "Lead files",
  role: "manager",
  heavy: "loads",
  rateLimitGroup: "load-preview",
  consumes: ["multipart/form-data"],
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    fileType: Type.Optional(Type.Enum([...fileTypes], { description: "Absent: detected" })),
    quoteCharacter: Type.Optional(Type.String({ maxLength: 1, description: 'Default: "; empty: none' })),
    encoding: Type.Optional(
      Type.Enum([...encodings], {
        description: "Absent: as the byte order mark says, else UTF-8 if the file is valid UTF-8, else Windows-1252",
      }),
    ),
  }),
  response: { 201: LeadFileResource },
  async handler({ context, accountId, caller, query, request, reply }) {
    const { country } = scopeFor(caller, accountId);
    const upload = await uploadedFile(request);
    await using _ = upload.spooled;
    const file = await storeLeadFile(context, accountId, caller, { ...upload, ...query });
    return reply.status(201).send(leadFileResource(file, country));
  },
});
