/** A row with its number as a spreadsheet shows it, from 1. Blank rows count, but are left out. */
export type NumberedRow = [number: number, ...cells: string[]];

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
