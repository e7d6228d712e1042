import { SaxesParser } from "saxes";
import { unreadable } from "./unreadable.ts";

interface Handlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text?(text: string): void;
}

/** Characters without a tag; a cell of a workbook holds 32,767 at most, each written with up to six. */
const longestText = 512 * 1024;

/** Elements inside each other; a workbook needs a dozen, and the parser has no limit of its own. */
const deepest = 256;

// Control characters mean nothing in a cell, but some programs write them, and XML forbids most. Those from U+0080 on may stay.
const controlCharacters = /(?![\t\n\r\x80-\x9f])[\p{Cc}\ufffe\uffff]/gu;

// Errors that programs make and that leave no doubt about what is meant: "]]>" unescaped, and a blank line before the declaration.
const harmless = /"\]\]>" is disallowed|declaration must be at the start/;

/** Reads XML in UTF-8 piece by piece; yields after each, when what it meant has been handed to the handlers. Names come without their prefix. */
export async function* readXml(pieces: AsyncIterable<Buffer>, handlers: Handlers): AsyncGenerator<void> {
  // The parser knows XML's own five entities and reads no declarations of others, so none can expand.
  const parser = new SaxesParser({ xmlns: false, position: false, defaultXMLVersion: "1.0", forceXMLVersion: true });
  let since = 0;
  let depth = 0;
  parser.on("opentag", ({ name, attributes }) => {
    since = 0;
    if (++depth > deepest) throw notXml();
    handlers.open(local(name), attributes);
  });
  parser.on("closetag", ({ name }) => {
    since = 0;
    depth--;
    handlers.close(local(name));
  });
  parser.on("error", (error) => {
    if (!harmless.test(error.message)) throw notXml(error);
  });
  if (handlers.text) {
    const text = (text: string) => handlers.text?.(text);
    parser.on("text", text);
    parser.on("cdata", text);
  }
  const decoder = new TextDecoder();
  for await (const bytes of smallPieces(pieces)) {
    since += bytes.length;
    if (since > longestText) throw unreadable("a cell of it is longer than any that Excel makes");
    parser.write(decoder.decode(bytes, { stream: true }).replace(controlCharacters, ""));
    yield;
  }
  parser.close();
  yield;
}

/** Bytes per piece. Each may hold hundreds of cells, and each cell may refer to a text of 32,767 characters. */
const pieceSize = 16 * 1024;

async function* smallPieces(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; at += pieceSize) yield piece.subarray(at, at + pieceSize);
}

function notXml(cause?: unknown) {
  return unreadable("a part of it is not the XML it should be; save it again", cause);
}

function local(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}
