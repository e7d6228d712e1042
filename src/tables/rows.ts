/** A row of a table with its number, from 1, as a spreadsheet shows it: lines that are blank count, and are not handed on. */
export type NumberedRow = [number: number, ...cells: string[]];

export interface Sheet {
  /** From 1. */
  number: number;
  name: string;
  /** Its rows in order, some at a time; refuses what cannot be read, in words for people. */
  rows: AsyncIterable<NumberedRow[]>;
}

export const mostColumns = 1000;
/** Characters of a row. */
export const longestRow = 1024 * 1024;

export const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === "");
