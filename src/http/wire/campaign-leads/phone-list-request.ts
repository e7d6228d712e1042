import type { FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import { refuse } from "../../../errors.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { longestPhoneList, parsePhones } from "../../../leads/search/long-lists.ts";
import { convert, problems, refuseProblem, shown } from "../../../validation/check.ts";
import { Page } from "./search-page.ts";

const Body = Type.Object({
  ...Criteria.properties,
  ...Page.properties,
  phoneList: Type.Optional(
    Type.Array(Type.String(), { maxItems: longestPhoneList, description: "Phone numbers in any common notation" }),
  ),
});

/**
 * Reads a search by phone numbers from JSON, or from a form with a file of numbers separated by line ends, commas,
 * semicolons, or tabs. Text that is not a number, such as a heading, is skipped. A list without any number is refused,
 * because the search would match every lead.
 */
export async function phoneListRequest(
  request: FastifyRequest,
  country: string,
): Promise<Omit<Static<typeof Body>, "phoneList">> {
  const { phoneList = [], ...rest } = request.isMultipart() ? await fromForm(request) : checkBody(request.body);
  if (phoneList.length > longestPhoneList)
    throw refuse("INVALID_FIELD", {
      field: "phoneList",
      got: `${phoneList.length} numbers`,
      takes: `up to ${longestPhoneList} numbers`,
    });
  const phones = await parsePhones(phoneList, country);
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
  let phoneList: string[] = [];
  const fields: Record<string, unknown> = {};
  for await (const part of request.parts({ limits: { fileSize: 16 * 1024 * 1024, files: 1, fields: 100 } })) {
    if (part.type === "file") {
      const text = (await part.toBuffer()).toString("utf8");
      phoneList = text.split(/[\r\n,;\t]+/).filter((cell) => cell.trim() !== "");
    } else {
      fields[part.fieldname] = parseFormField(String(part.value));
    }
  }
  return { ...checkBody(fields), phoneList };
}

/** Parses a form field, which is always text: as JSON if it is JSON, or as a list if it contains commas. */
function parseFormField(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes(",") ? text.split(",").map((part) => part.trim()) : text;
  }
}

function checkBody(value: unknown): Static<typeof Body> {
  const body = convert(Body, value ?? {});
  const problem = problems(Body, body)[0];
  if (problem) throw refuseProblem(problem);
  return body as Static<typeof Body>;
}
