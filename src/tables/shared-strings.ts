import { appendText, unescapeText } from "./cell-text.ts";
import { unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

const blockSize = 1024 * 1024;
const maxBytes = 100 * 1024 * 1024;
/** Each takes eight bytes even if it is empty. */
const maxCount = 8 * 1024 * 1024;

/**
 * The texts that cells of a workbook share, by number. They are stored as bytes outside the heap: two million texts
 * take 36 MB instead of 160 MB.
 */
export class SharedStrings {
  #blocks: Buffer[] = [];
  #used = blockSize;
  /** Two numbers per text: its offset over all blocks, and its length in bytes. */
  #places: Uint32Array = new Uint32Array(2 * 1024);
  #count = 0;

  add(text: string): void {
    const bytes = Buffer.from(text);
    if (this.#count === maxCount || this.#blocks.length * blockSize > maxBytes)
      throw unreadable(`its distinct texts exceed the limit of 100 MB or ${maxCount} texts; save it as CSV`);
    if (this.#used + bytes.length > blockSize) {
      this.#blocks.push(Buffer.allocUnsafeSlow(blockSize));
      this.#used = 0;
    }
    if (this.#count * 2 === this.#places.length) {
      const grown = new Uint32Array(this.#places.length * 2);
      grown.set(this.#places);
      this.#places = grown;
    }
    const last = this.#blocks.length - 1;
    bytes.copy(this.#blocks[last] as Buffer, this.#used);
    this.#places[this.#count * 2] = last * blockSize + this.#used;
    this.#places[this.#count * 2 + 1] = bytes.length;
    this.#used += bytes.length;
    this.#count++;
  }

  at(place: number): string {
    if (!(place >= 0 && place < this.#count)) throw unreadable("one of its cells refers to a text that does not exist");
    const start = this.#places[place * 2] as number;
    const from = start % blockSize;
    const bytes = this.#blocks[Math.floor(start / blockSize)] as Buffer;
    return bytes.toString("utf8", from, from + (this.#places[place * 2 + 1] as number));
  }
}

export async function readSharedStrings(pieces: AsyncIterable<Buffer>): Promise<SharedStrings> {
  const strings = new SharedStrings();
  let text = "";
  let inText = false;
  // Phonetic readings (rPh) are next to the text, and are not part of it.
  let inPhonetics = false;
  const reading = readXml(pieces, {
    open(name) {
      if (name === "si") text = "";
      else if (name === "rPh") inPhonetics = true;
      else if (name === "t") inText = !inPhonetics;
    },
    text(part) {
      if (inText) text = appendText(text, part);
    },
    close(name) {
      if (name === "t") inText = false;
      else if (name === "rPh") inPhonetics = false;
      else if (name === "si") strings.add(unescapeText(text));
    },
  });
  for await (const _ of reading);
  return strings;
}
