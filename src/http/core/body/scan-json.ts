import { setImmediate as nextTurn } from "node:timers/promises";
import { refuse } from "../../../errors.ts";
import { shown } from "../../../validation/check.ts";

/** How much JSON a request may send. */
export interface JsonLimits {
  /** Objects and lists within each other. */
  depth: number;
  /** Objects, lists, texts, numbers, and so on, at any depth. */
  values: number;
  /** Rows are checked one by one later, so that a bad one does not refuse the others. */
  rowsAreChecked?: true;
}

/** An object or list that is larger than a piece. */
export interface LargeContainer {
  /** Offset of its closing bracket. */
  end: number;
  /** Offsets of the commas at which it is cut into pieces. A large member has a piece of its own. */
  cuts: number[];
}

/** Containers of more than this many bytes are parsed in pieces. JSON.parse takes less than 1 ms for one. */
const pieceSize = 64 * 1024;
/** Fields of one object. No endpoint takes more; JSON.parse and checks get slow with millions. */
const mostNames = 10_000;
// Reading a slice takes about 3 ms.
const sliceSize = 1024 * 1024;

/**
 * Reads through JSON without building anything, in slices between which other requests are served. Refuses JSON that is
 * deeper or has more values than allowed (BODY_TOO_COMPLEX), text that PostgreSQL cannot store and numbers that
 * JavaScript cannot represent (INVALID_FIELD), and brackets that do not match (INVALID_JSON); other errors of the
 * grammar are left to JSON.parse. Returns the large containers by the offset of their opening bracket.
 */
export async function scanJson(json: Buffer, limits: JsonLimits): Promise<Map<number, LargeContainer>> {
  const scanner = new Scanner(json, limits);
  for (let at = 0; at < json.length; ) {
    const sliceEnd = at + sliceSize;
    while (at < json.length && at < sliceEnd) at = scanner.step(at);
    if (at < json.length) await nextTurn();
  }
  return scanner.finish();
}

/** A container that is open where the scanner is. */
interface OpenContainer {
  start: number;
  isList: boolean;
  /** In a list, the number of the current member; in an object, the offset of its name. */
  member: number;
  /** How many names an object has had. */
  names: number;
  lastComma: number;
  cuts: number[];
}

const code = (character: string) => character.charCodeAt(0);
const quote = code('"');
const comma = code(",");
const colon = code(":");
const backslash = code("\\");
const openBrace = code("{");
const closeBrace = code("}");
const openBracket = code("[");
const closeBracket = code("]");

class Scanner {
  private readonly json: Buffer;
  private readonly limits: JsonLimits;
  private readonly large = new Map<number, LargeContainer>();
  private readonly open: OpenContainer[] = [];
  private values = 0;
  private expectsName = false;

  constructor(json: Buffer, limits: JsonLimits) {
    this.json = json;
    this.limits = limits;
  }

  /** Reads the token at an offset, and returns the offset after it. */
  step(at: number): number {
    const byte = this.json[at] as number;
    switch (byte) {
      case quote:
        return this.readText(at);
      case openBrace:
      case openBracket:
        return this.openContainer(at, byte === openBracket);
      case closeBrace:
      case closeBracket:
        return this.closeContainer(at, byte === closeBracket);
      case comma:
        return this.readComma(at);
      case colon:
        this.expectsName = false;
        return at + 1;
      default:
        return isWordByte(byte) ? this.readWord(at) : at + 1;
    }
  }

  finish(): Map<number, LargeContainer> {
    if (this.open.length > 0) throw refuse("INVALID_JSON", { reason: "it ends before all its brackets are closed" });
    return this.large;
  }

  private readText(start: number): number {
    const container = this.open.at(-1);
    if (container && this.expectsName) {
      container.member = start;
      if (++container.names > mostNames)
        throw refuse("BODY_TOO_COMPLEX", { has: "fields in one object", limit: mostNames });
    } else this.countValue();
    let isEscaped = false;
    let at = start + 1;
    for (; at < this.json.length && this.json[at] !== quote; at++) {
      if (this.json[at] !== backslash) continue;
      isEscaped = true;
      at++;
    }
    if (isEscaped && !this.limits.rowsAreChecked) this.requireStorable(this.json.toString("utf8", start, at + 1));
    return at + 1;
  }

  /** Only escapes can stand for a character that PostgreSQL cannot store. */
  private requireStorable(json: string): void {
    if (!/\\u(?:0000|d[89a-f])/i.test(json)) return;
    const text = parseOr(json, "");
    if (text.includes("\0") || !text.isWellFormed())
      throw refuse("INVALID_FIELD", {
        field: this.field(),
        got: shown(text),
        takes: "text without the character U+0000 and without unpaired surrogates",
      });
  }

  private openContainer(start: number, isList: boolean): number {
    this.countValue();
    if (this.open.length === this.limits.depth)
      throw refuse("BODY_TOO_COMPLEX", { has: "levels of objects and lists", limit: this.limits.depth });
    this.open.push({ start, isList, member: isList ? 0 : start, names: 0, lastComma: start, cuts: [] });
    this.expectsName = !isList;
    return start + 1;
  }

  private closeContainer(end: number, isList: boolean): number {
    const container = this.open.pop();
    if (container?.isList !== isList)
      throw refuse("INVALID_JSON", { reason: `unexpected ${isList ? "]" : "}"} at byte ${end}` });
    this.expectsName = false;
    if (end - container.start <= pieceSize) return end + 1;
    this.large.set(container.start, { end, cuts: container.cuts });
    const parent = this.open.at(-1);
    // The comma after it is a cut in any case, as it is more than a piece away from this one.
    if (parent && parent.lastComma > (parent.cuts.at(-1) ?? parent.start)) parent.cuts.push(parent.lastComma);
    return end + 1;
  }

  private readComma(at: number): number {
    const container = this.open.at(-1);
    if (!container) return at + 1;
    if (at - (container.cuts.at(-1) ?? container.start) > pieceSize) container.cuts.push(at);
    container.lastComma = at;
    if (container.isList) container.member++;
    this.expectsName = !container.isList;
    return at + 1;
  }

  /** Reads a number, true, false, or null. */
  private readWord(start: number): number {
    this.countValue();
    let end = start + 1;
    while (end < this.json.length && isWordByte(this.json[end] as number)) end++;
    if (this.limits.rowsAreChecked) return end;
    const length = end - start;
    // Whole numbers of up to 15 digits are exact.
    const word = this.json.toString("latin1", start, Math.min(end, start + 400));
    if ((length > 15 || word.includes("e") || word.includes("E")) && /^-?\d/.test(word)) {
      if (length > 400 || Math.abs(Number(word)) > Number.MAX_SAFE_INTEGER)
        throw refuse("INVALID_FIELD", {
          field: this.field(),
          got: word.length > 80 ? `${word.slice(0, 79)}…` : word,
          takes: `numbers up to ${Number.MAX_SAFE_INTEGER}; send longer ones as text`,
        });
    }
    return end;
  }

  private countValue(): void {
    if (++this.values > this.limits.values)
      throw refuse("BODY_TOO_COMPLEX", { has: "values", limit: this.limits.values });
  }

  /** The path of the current value: `leads.12.firstName`. */
  private field(): string {
    const steps = this.open.map(({ isList, member }) => (isList ? String(member) : this.nameAt(member)));
    return steps.join(".") || "body";
  }

  private nameAt(start: number): string {
    let end = start + 1;
    while (end < this.json.length && this.json[end] !== quote) end += this.json[end] === backslash ? 2 : 1;
    return parseOr(this.json.toString("utf8", start, end + 1), "?")
      .toWellFormed()
      .replaceAll("\0", "?")
      .slice(0, 80);
  }
}

function parseOr(json: string, otherwise: string): string {
  try {
    return JSON.parse(json);
  } catch {
    return otherwise;
  }
}

/** Whether numbers, true, false, and null consist of such bytes: letters, digits, and signs. */
function isWordByte(byte: number): boolean {
  return (byte > 0x2a && byte < 0x3a && byte !== comma) || (byte > 0x40 && byte < 0x5b) || (byte > 0x60 && byte < 0x7b);
}
