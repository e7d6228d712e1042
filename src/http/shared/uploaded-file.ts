import type { FastifyRequest } from "fastify";
import { refuse } from "../../errors.ts";
import { type SpoolFile, spool } from "../../tables/spool.ts";
import { requireStorable } from "../../validation/check.ts";

/** Largest uploaded file in bytes. A million leads with twenty filled fields take about 250 MB. */
const largestFile = 512 * 1024 * 1024;

/** A file from a form, with the form's other fields. It stays on disk until `spooled` is disposed. */
export interface UploadedFile {
  spooled: SpoolFile;
  fileName: string;
  fields: Record<string, unknown>;
}

/**
 * Reads a form with one file. Refuses any other body (UNSUPPORTED_CONTENT_TYPE), a form without a file (MISSING_FIELD),
 * and a file above 512 MiB (FILE_TOO_LARGE).
 */
export async function uploadedFile(request: FastifyRequest): Promise<UploadedFile> {
  if (!request.isMultipart()) {
    const got = request.headers["content-type"] ?? "nothing";
    throw refuse("UNSUPPORTED_CONTENT_TYPE", { got, takes: "multipart/form-data with a file" });
  }
  const tooLarge = () => refuse("FILE_TOO_LARGE", { limit: largestFile });
  let file: Omit<UploadedFile, "fields"> | undefined;
  const fields: Record<string, unknown> = {};
  const limits = { fileSize: Number.POSITIVE_INFINITY, files: 1, fields: 20, fieldSize: 100_000 };
  try {
    for await (const part of request.parts({ limits })) {
      requireStorable(part.type === "field" ? part.value : part.filename, part.fieldname);
      if (part.type === "field") fields[part.fieldname] = part.value;
      else file = { spooled: await spool(part.file, largestFile, tooLarge), fileName: part.filename };
    }
  } catch (error) {
    await file?.spooled[Symbol.asyncDispose]();
    throw error;
  }
  // A large file takes minutes to arrive, in which the caller may have lost access.
  await request.recheckAccess().catch(async (error: unknown) => {
    await file?.spooled[Symbol.asyncDispose]();
    throw error;
  });
  if (!file) throw refuse("MISSING_FIELD", { field: "file", takes: "a file as a part of the form" });
  return { ...file, fields };
}
