import type { FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import { refuse } from "../../../errors.ts";
import { parsePhone } from "../../../geography/phones.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { convert, problems, refuseProblem, shown } from "../../../validation/check.ts";
import { Page } from "./search-page.ts";

const Body = Type.Object({
  ...Criteria.properties,
  ...Page.properties,
  phoneList: Type.Optional(Type.Array(Type.String(), { description: "Phones as people write them" })),
});

/**
 * A search by phones, from JSON or from a form with a file of numbers (one a line, or separated by commas, semicolons or tabs). Text that
 * is no number, such as a file's heading, is passed over; a list without any number is refused, as it would find everything.
 */
export async function phoneListRequest(
  request: FastifyRequest,
  country: string,
): Promise<Omit<Static<typeof Body>, "phoneList">> {
  const { phoneList = [], ...rest } = request.isMultipart() ? await fromForm(request) : checked(request.body);
  const phones = phoneList.flatMap((text) => parsePhone(text, country) ?? []);
  if (phones.length === 0) {
    throw refuse("INVALID_FIELD", {
      field: "phoneList",
      got: shown(phoneList),
      takes: "at least one phone number such as 4155550100",
    });
  }
  return { ...rest, leadPhoneNumbers: phones };
}

async function fromForm(request: FastifyRequest): Promise<Static<typeof Body>> {
  const phoneList: string[] = [];
  const fields: Record<string, unknown> = {};
  for await (const part of request.parts({ limits: { fileSize: 16 * 1024 * 1024, files: 1, fields: 100 } })) {
    if (part.type === "file") {
      const text = (await part.toBuffer()).toString("utf8");
      phoneList.push(...text.split(/[\r\n,;\t]+/).filter((cell) => cell.trim() !== ""));
    } else {
      fields[part.fieldname] = jsonOr(String(part.value));
    }
  }
  return { ...checked(fields), phoneList };
}

/** A form holds only text; lists in it are JSON, or separated by commas. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes(",") ? text.split(",").map((part) => part.trim()) : text;
  }
}

function checked(value: unknown): Static<typeof Body> {
  const body = convert(Body, value ?? {});
  const problem = problems(Body, body)[0];
  if (problem) throw refuseProblem(problem);
  return body as Static<typeof Body>;
}
