import type { FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import type { DncEntryInput } from "../../dnc/add-dnc-entries.ts";
import { refuse } from "../../errors.ts";
import { parsePhone } from "../../geography/phones.ts";
import { mapInTurns } from "../../map-in-turns.ts";
import { convert, problems, refuseProblem } from "../../validation/check.ts";
import { parseMoment } from "../core/moment.ts";

const Form = Type.Object({
  dncTagId: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  countryId: Type.Optional(Type.String({ minLength: 2, maxLength: 3 })),
  reason: Type.Optional(Type.String({ maxLength: 1000 })),
  expiresAt: Type.Optional(Type.String({ description: "When the entries stop applying; absent: never" })),
});

/** The entries of an uploaded file, and the cells that are not phone numbers. */
interface Upload {
  entries: DncEntryInput[];
  rejected: string[];
}

/**
 * Reads a form with a file of phone numbers, separated by line ends, commas, semicolons, or tabs. The form's other
 * fields apply to every number. The file is at most 16 MiB and is read into memory. MISSING_FIELD if it has no number.
 */
export async function dncUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) {
    const got = request.headers["content-type"] ?? "nothing";
    throw refuse("UNSUPPORTED_CONTENT_TYPE", { got, takes: "multipart/form-data with a file" });
  }
  let cells: string[] = [];
  const fields: Record<string, unknown> = {};
  for await (const part of request.parts({ limits: { fileSize: 16 * 1024 * 1024, files: 1, fields: 10 } })) {
    if (part.type === "file") cells = (await part.toBuffer()).toString("utf8").split(/[\r\n,;\t]+/);
    else fields[part.fieldname] = part.value;
  }
  await request.recheckAccess();
  const form = convert(Form, fields) as Static<typeof Form>;
  const problem = problems(Form, form)[0];
  if (problem) throw refuseProblem(problem);
  const { dncTagId, countryId, reason } = form;
  const expiresAt = parseMoment("expiresAt", form.expiresAt) ?? null;
  const upload: Upload = { entries: [], rejected: [] };
  await mapInTurns(cells, (text) => {
    const cell = text.replaceAll('"', "").trim();
    if (cell === "") return;
    const phone = parsePhone(cell, countryId ?? "USA");
    if (phone === undefined) upload.rejected.push(cell);
    else upload.entries.push({ phone, dncTagId, countryId, reason, expiresAt });
  });
  if (upload.entries.length === 0)
    throw refuse("MISSING_FIELD", { field: "file", takes: "a file with at least one phone number such as 4155550100" });
  return upload;
}
