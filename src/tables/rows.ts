import { unreadable } from "./unreadable.ts";

/**
 * A row: its number as a spreadsheet shows it, from 1, and then its cells. A number among the cells stands for as many
 * blank ones: [3, "a", 998, "b"] has 1,000 columns. Blank rows count, but are left out.
 */
export type NumberedRow = [number: number, ...cells: (string | number)[]];

export interface Sheet {
  /** From 1. */
  number: number;
  name: string;
  /** The rows in order, in batches. Throws the refusal of `unreadable` if the file cannot be read. */
  rows: AsyncIterable<NumberedRow[]>;
}

export const mostColumns = 1000;
/** Maximum characters of a row. */
export const longestRow = 1024 * 1024;

export const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === "");

/** A row of these cells, with its blank ones counted instead of listed. */
export function numberedRow(number: number, cells: readonly string[]): NumberedRow {
  const row: NumberedRow = [number];
  let blank = 0;
  for (const cell of cells) {
    if (cell === "") blank++;
    else {
      if (blank > 0) row.push(blank);
      row.push(cell);
      blank = 0;
    }
  }
  if (blank > 0) row.push(blank);
  return row;
}

/** The cells of a row, blank ones included. Rows stored by earlier versions list theirs. */
export function cellsOf([, ...cells]: NumberedRow): string[] {
  const all: string[] = [];
  for (const cell of cells) {
    if (typeof cell === "string") all.push(cell);
    else for (let blank = 0; blank < cell; blank++) all.push("");
  }
  return all;
}

/** The number of columns of a row. */
export const widthOf = ([, ...cells]: NumberedRow): number =>
  cells.reduce<number>((width, cell) => width + (typeof cell === "string" ? 1 : cell), 0);

export const tooManyColumns = (row: number, columns: number) =>
  unreadable(`row ${row} has ${columns} columns, but at most ${mostColumns} are allowed`);

export const rowTooLong = (row: number, advice: string, cause?: unknown) =>
  unreadable(`row ${row} is longer than ${longestRow} characters; ${advice}`, cause);
