import { buffer } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import yauzl from "yauzl";

/** The files of a ZIP archive by name, read with a different library from the one that writes archives. */
export async function unzip(bytes: Buffer): Promise<Record<string, Buffer>> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const files: Record<string, Buffer> = {};
  return new Promise((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", () => resolve(files));
    zip.on("entry", (entry: yauzl.Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream).then((content) => {
          files[entry.fileName] = content;
          zip.readEntry();
        }, reject);
      });
    });
    zip.readEntry();
  });
}

/** The rows of the only CSV file in a ZIP archive, by column. */
export async function unzipCsv(bytes: Buffer): Promise<Record<string, string>[]> {
  const [content, ...more] = Object.values(await unzip(bytes));
  if (content === undefined || more.length > 0) throw new Error("not exactly one file in the archive");
  return parse(content, { bom: true, columns: true, record_delimiter: "\n" }) as Record<string, string>[];
}
