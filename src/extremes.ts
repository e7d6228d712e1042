/** The least number, or Infinity if there is none. Takes arrays of any length; Math.min fails at some 100,000 arguments. */
export const least = (numbers: readonly number[]) =>
  numbers.reduce((best, number) => Math.min(best, number), Number.POSITIVE_INFINITY);

/** The greatest number, or -Infinity if there is none. Takes arrays of any length. */
export const greatest = (numbers: readonly number[]) =>
  numbers.reduce((best, number) => Math.max(best, number), Number.NEGATIVE_INFINITY);
