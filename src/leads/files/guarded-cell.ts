const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const harmless = /^[+-]?\d+(\.\d+)?$|^\+\d+(\|\+\d+)+$/;

/** A cell that no spreadsheet runs, as exports write it: what would be a formula begins with an apostrophe. */
export const guarded = (text: string) => (formula.test(text) && !harmless.test(text) ? `'${text}` : text);
