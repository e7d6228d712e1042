import { unescaped } from "./cell-text.ts";
import { unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

const block = 1024 * 1024;
const most = 100 * 1024 * 1024;

/** The texts that the cells of a workbook share, by their places. Kept as bytes outside of the heap: two million take 36 MB, not 160. */
export class SharedStrings {
  #blocks: Buffer[] = [];
  #used = block;
  /** Where each begins, counted over all blocks, and how long it is. */
  #places: Uint32Array = new Uint32Array(2 * 1024);
  #count = 0;

  add(text: string): void {
    const bytes = Buffer.from(text);
    if (bytes.length > block || this.#blocks.length * block > most)
      throw unreadable("it has more different texts than can be kept at once, which are 100 MB; save it as CSV");
    if (this.#used + bytes.length > block) {
      this.#blocks.push(Buffer.allocUnsafeSlow(block));
      this.#used = 0;
    }
    if (this.#count * 2 === this.#places.length) {
      const grown = new Uint32Array(this.#places.length * 2);
      grown.set(this.#places);
      this.#places = grown;
    }
    const last = this.#blocks.length - 1;
    bytes.copy(this.#blocks[last] as Buffer, this.#used);
    this.#places[this.#count * 2] = last * block + this.#used;
    this.#places[this.#count * 2 + 1] = bytes.length;
    this.#used += bytes.length;
    this.#count++;
  }

  at(place: number): string {
    if (!(place >= 0 && place < this.#count)) throw unreadable("a cell of it means a text that is not there");
    const start = this.#places[place * 2] as number;
    const from = start % block;
    const bytes = this.#blocks[Math.floor(start / block)] as Buffer;
    return bytes.toString("utf8", from, from + (this.#places[place * 2 + 1] as number));
  }
}

export async function readSharedStrings(pieces: AsyncIterable<Buffer>): Promise<SharedStrings> {
  const strings = new SharedStrings();
  let text = "";
  let taken = false;
  // How a text is to be pronounced stands beside it.
  let aside = false;
  const reading = readXml(pieces, {
    open(name) {
      if (name === "si") text = "";
      else if (name === "rPh") aside = true;
      else if (name === "t") taken = !aside;
    },
    text(part) {
      if (taken) text += part;
    },
    close(name) {
      if (name === "t") taken = false;
      else if (name === "rPh") aside = false;
      else if (name === "si") strings.add(unescaped(text));
    },
  });
  for await (const _ of reading);
  return strings;
}
