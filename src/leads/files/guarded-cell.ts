const looksLikeFormula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const isNumeric = /^[+-]?\d+(\.\d+)?$|^\+\d+(\|\+\d+)+$/;

/**
 * Puts an apostrophe before text that a spreadsheet would run as a formula. Numbers and phone numbers stay as they are.
 * The characters are those OWASP lists for CSV injection, and their full-width forms.
 */
export const guardFormula = (text: string) =>
  looksLikeFormula.test(text) && !isNumeric.test(text) ? `'${text}` : text;
