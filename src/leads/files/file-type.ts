import { kindOf } from "../../tables/file-kind.ts";
import { bytesAt, type SpoolFile } from "../../tables/spool.ts";
import { unreadable } from "../../tables/unreadable.ts";
import { delimiters, type FileType } from "./lead-file.ts";

/** Detects how to read a file. Refuses files that contradict `wanted` and files that cannot be read, with a remedy. */
export async function detectFileType(spooled: SpoolFile, wanted?: FileType): Promise<FileType> {
  const kind = await kindOf(spooled);
  switch (kind) {
    case "zip":
      if (wanted === undefined || wanted === "EXCEL") return "EXCEL";
      throw unreadable(`it is a workbook or another ZIP file and not ${wanted}; send fileType=EXCEL for a workbook`);
    case "text":
      break;
    case "empty":
      throw unreadable("it is empty");
    case "old workbook":
      throw unreadable("it is a workbook of Excel 2003 or older (.xls); save it as .xlsx or CSV");
    case "encrypted workbook":
      throw unreadable("it is protected with a password; save it without one");
    default:
      throw unreadable(`it is a ${kind}; send a CSV file or a workbook (.xlsx)`);
  }
  const head = await bytesAt(spooled, 0, 4096);
  const start = head.toString("latin1").trimStart().slice(0, 200).toLowerCase();
  if (/^<(!doctype html|html|table|\?xml|meta)/.test(start))
    throw unreadable(
      "it is a web page, as some programs export under the name .xls; open it and save it as .xlsx or CSV",
    );
  if (isBinary(head)) throw unreadable("it is not text; send a CSV file or a workbook (.xlsx)");
  if (wanted === "EXCEL") throw unreadable("it is text and not a workbook (.xlsx); send fileType=COMMA, PIPE or TAB");
  return wanted ?? delimiterOf(head);
}

/** More than 1% control characters, apart from line breaks and tabs. Zero bytes do not count: UTF-16 has them. */
function isBinary(head: Buffer): boolean {
  const control = head.filter((byte) => byte > 0 && byte < 32 && ![9, 10, 12, 13].includes(byte)).length;
  return control > head.length / 100;
}

/** The delimiter that occurs most often in the first line, outside quotes. */
function delimiterOf(head: Buffer): FileType {
  const text = head
    .toString("latin1")
    .replaceAll("\0", "")
    .replace(/"[^"]*"/g, "");
  const line = text.split(/[\r\n]+/).find((one) => one.trim() !== "") ?? "";
  const candidates = Object.entries(delimiters).map(([type, delimiter]) => ({
    type: type as FileType,
    count: line.split(delimiter).length,
  }));
  return candidates.reduce((best, one) => (one.count > best.count ? one : best)).type;
}
