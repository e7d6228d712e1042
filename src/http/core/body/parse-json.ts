import { isUtf8 } from "node:buffer";
import { setImmediate as nextTurn } from "node:timers/promises";
import { refuse } from "../../../errors.ts";
import { setField } from "../../../validation/check.ts";
import { type JsonLimits, type LargeContainer, scanJson } from "./scan-json.ts";

/**
 * Parses a JSON body of any size without keeping other requests waiting: what is large is parsed in pieces. Undefined
 * for an empty body. Refuses what `scanJson` refuses, text that is not UTF-8, and JSON that is not valid (INVALID_JSON).
 */
export async function parseJson(body: Buffer, limits: JsonLimits): Promise<unknown> {
  const json = body.indexOf(byteOrderMark) === 0 ? body.subarray(byteOrderMark.length) : body;
  if (!isUtf8(json)) throw refuse("INVALID_JSON", { reason: "it is not UTF-8" });
  const large = await scanJson(json, limits);
  const start = skipSpace(json, 0);
  if (start === json.length) return undefined;
  const whole = large.get(start);
  if (!whole) return parsePiece(json.toString());
  if (skipSpace(json, whole.end + 1) < json.length)
    throw refuse("INVALID_JSON", { reason: `unexpected text after byte ${whole.end}` });
  return await parseLarge(json, large, start, whole);
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const [quote, backslash, colon, openBracket] = [...Buffer.from('"\\:[')];

async function parseLarge(
  json: Buffer,
  large: Map<number, LargeContainer>,
  start: number,
  { end, cuts }: LargeContainer,
): Promise<unknown> {
  const isList = json[start] === openBracket;
  const list: unknown[] = [];
  const object: Record<string, unknown> = {};
  let from = start + 1;
  for (const cut of [...cuts, end]) {
    await nextTurn();
    const piece = skipSpace(json, from);
    if (piece === cut) throw refuse("INVALID_JSON", { reason: `a value is missing before byte ${cut}` });
    const named = isList ? { name: "", value: piece } : namedValue(json, piece);
    const inner = named && large.get(named.value);
    if (inner) {
      if (skipSpace(json, inner.end + 1) < cut)
        throw refuse("INVALID_JSON", { reason: `unexpected text after byte ${inner.end}` });
      const value = await parseLarge(json, large, named.value, inner);
      if (isList) list.push(value);
      else setField(object, named.name, value);
    } else if (isList) {
      for (const value of parsePiece(`[${json.toString("utf8", piece, cut)}]`) as unknown[]) list.push(value);
    } else {
      for (const [name, value] of Object.entries(parsePiece(`{${json.toString("utf8", piece, cut)}}`) as object))
        setField(object, name, value);
    }
    from = cut + 1;
  }
  return isList ? list : object;
}

/** The name at an offset, and where its value begins; undefined if there is no name and colon. */
function namedValue(json: Buffer, start: number): { name: string; value: number } | undefined {
  if (json[start] !== quote) return undefined;
  let end = start + 1;
  while (end < json.length && json[end] !== quote) end += json[end] === backslash ? 2 : 1;
  const at = skipSpace(json, end + 1);
  if (json[at] !== colon) return undefined;
  return { name: parsePiece(json.toString("utf8", start, end + 1)) as string, value: skipSpace(json, at + 1) };
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at++;
  return at;
}

function parsePiece(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse("INVALID_JSON", { reason: (cause as Error).message }, { cause });
  }
}
