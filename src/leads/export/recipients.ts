import { IsEmail } from "typebox/format";
import { refuse } from "../../errors.ts";
import { shown } from "../../validation/check.ts";

const maxRecipients = 50;

/**
 * The email addresses in a comma-separated text, each once, whatever its case. Refuses text that is not an address, no
 * address at all, and more than 50, naming `field`.
 */
export function parseRecipients(text: string, field = "leadActionParams.paramMap.EMAIL_TO"): string[] {
  const addresses = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const takes = `email addresses, separated by commas, at most ${maxRecipients}`;
  if (addresses.length === 0) throw refuse("INVALID_FIELD", { field, got: shown(text), takes });
  const wrong = addresses.find((address) => !isAddress(address));
  if (wrong !== undefined)
    throw refuse("INVALID_FIELD", { field, got: shown(wrong), takes: `${takes}, such as ann@example.com` });
  const once = new Map<string, string>();
  for (const address of addresses) once.set(address.toLowerCase(), once.get(address.toLowerCase()) ?? address);
  if (once.size > maxRecipients) throw refuse("INVALID_FIELD", { field, got: `a list of ${once.size}`, takes });
  return [...once.values()];
}

// Quoted names and IP addresses in brackets are valid, but nobody has one, and mail programs read them differently.
function isAddress(text: string): boolean {
  return text.length <= 254 && IsEmail(text) && !/["[\]]/.test(text);
}
