import { SaxParser, type SaxTag } from "@cj-tech-master/excelts/xml";
import { unreadable } from "./unreadable.ts";

interface Handlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text?(text: string): void;
}

/** Characters without a tag; a cell of a workbook holds 32,767 at most, each written with up to six. */
const longestText = 512 * 1024;

/** Reads XML in UTF-8 piece by piece; yields after each, when what it meant has been handed to the handlers. Names come without their prefix. */
export async function* readXml(pieces: AsyncIterable<Buffer>, handlers: Handlers): AsyncGenerator<void> {
  // Five entities of its own and no others are known to the parser, so that none can grow; its count would end a sheet at 10,000 times &amp;.
  const parser = new SaxParser({ position: false, invalidCharHandling: "skip", maxEntityExpansions: 0 });
  let since = 0;
  parser.on("opentag", ({ name, attributes }: SaxTag) => {
    since = 0;
    handlers.open(local(name), attributes as Readonly<Record<string, string>>);
  });
  parser.on("closetag", ({ name }: SaxTag) => {
    since = 0;
    handlers.close(local(name));
  });
  if (handlers.text) parser.on("text", (text: string) => handlers.text?.(text));
  const decoder = new TextDecoder();
  const parsed = (step: () => void) => {
    try {
      step();
    } catch (error) {
      if (error instanceof Error && error.name === "XmlParseError")
        throw unreadable("a part of it is not the XML it should be; save it again", error);
      throw error;
    }
  };
  for await (const bytes of pieces) {
    since += bytes.length;
    if (since > longestText) throw unreadable("a cell of it is longer than any that Excel makes");
    parsed(() => parser.write(decoder.decode(bytes, { stream: true })));
    yield;
  }
  parsed(() => parser.close());
  yield;
}

function local(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}
