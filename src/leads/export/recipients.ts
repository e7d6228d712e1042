import { IsEmail } from "typebox/format";
import { refuse } from "../../errors.ts";
import { shown } from "../../validation/check.ts";

const most = 50;

/** The mail addresses of a comma-separated text, each once. Refuses, naming `field`, what is no address, none at all, and more than 50. */
export function parseRecipients(text: string, field = "leadActionParams.paramMap.EMAIL_TO"): string[] {
  const addresses = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const takes = `mail addresses, separated by commas, at most ${most}`;
  if (addresses.length === 0) throw refuse("INVALID_FIELD", { field, got: shown(text), takes });
  const wrong = addresses.find((address) => !isAddress(address));
  if (wrong !== undefined)
    throw refuse("INVALID_FIELD", { field, got: shown(wrong), takes: `${takes}, such as ann@example.com` });
  const once = new Map<string, string>();
  for (const address of addresses) once.set(address.toLowerCase(), once.get(address.toLowerCase()) ?? address);
  if (once.size > most) throw refuse("INVALID_FIELD", { field, got: `a list of ${once.size}`, takes });
  return [...once.values()];
}

// Quoted names and bare IP addresses are lawful, and nobody has one; mail programs disagree on how to read them.
function isAddress(text: string): boolean {
  return text.length <= 254 && IsEmail(text) && !/["[\]]/.test(text);
}
