import type { FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import { convert, demandStorable, problems, refuseProblem } from "../check.ts";
import type { ForAll } from "../dnc/add-dnc-numbers.ts";
import { settleFileType } from "../leads/lead-files/file-type.ts";
import { encodingOf, utf8Of } from "../tables/encoding.ts";
import type { Spooled } from "../tables/spool.ts";
import { unreadable } from "../tables/unreadable.ts";
import { sheetsOf } from "../tables/workbook.ts";
import { moment } from "./moment.ts";
import { type UploadedFile, uploadedFile } from "./uploaded-file.ts";

const Form = Type.Object({
  dncTagId: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  countryId: Type.Optional(Type.String({ minLength: 2, maxLength: 3 })),
  reason: Type.Optional(Type.String({ maxLength: 1000 })),
  expiryDate: Type.Optional(Type.String({ description: "a date and time; from then on the entries count no more" })),
});

/** A form with a file of numbers, one a line or separated by commas, semicolons, bars or tabs, or the cells of a workbook; and what holds for all of them. */
export async function dncUpload(request: FastifyRequest): Promise<UploadedFile & { forAll: ForAll }> {
  const upload = await uploadedFile(request);
  try {
    const given = convert(Form, upload.fields) as Static<typeof Form>;
    const problem = problems(Form, given)[0];
    if (problem) throw refuseProblem(problem);
    demandStorable(given, "body");
    const { expiryDate, ...forAll } = given;
    return { ...upload, forAll: { ...forAll, expiresAt: moment("expiryDate", expiryDate) } };
  } catch (error) {
    await upload.spooled[Symbol.asyncDispose]();
    throw error;
  }
}

const longestText = 100_000;
/** Texts at a time, whose numbers take 20 ms to read. */
const atATime = 5000;

/** The texts of a file that are not blank, some at a time. */
export async function* textsOf(spooled: Spooled): AsyncGenerator<string[]> {
  let texts: string[] = [];
  for await (const some of (await settleFileType(spooled)) === "EXCEL" ? cells(spooled) : words(spooled)) {
    for (const text of some) {
      const trimmed = text.replaceAll('"', "").trim();
      if (trimmed !== "") texts.push(trimmed);
    }
    while (texts.length >= atATime) {
      yield texts.slice(0, atATime);
      texts = texts.slice(atATime);
    }
  }
  if (texts.length > 0) yield texts;
}

async function* cells(spooled: Spooled): AsyncGenerator<string[]> {
  for (const { rows } of await sheetsOf(spooled))
    for await (const some of rows) yield some.flatMap(([, ...row]) => row as string[]);
}

async function* words(spooled: Spooled): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of utf8Of(spooled, await encodingOf(spooled))) {
    const found = (rest + decoder.decode(bytes, { stream: true })).split(/[\r\n,;|\t]/);
    rest = found.pop() ?? "";
    if (rest.length > longestText) throw unreadable("it has a text without an end, where phone numbers are expected");
    yield found;
  }
  yield [rest];
}
