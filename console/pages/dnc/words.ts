import type { DncEntry } from "../../api/shapes.ts";
import { count, nationalPhone } from "../../words/words.ts";

export const entriesOf = (n: number) => `${count(n)} ${n === 1 ? "entry" : "entries"}`;
export const nameOfEntry = ({ phone, externId }: DncEntry) => (phone ? nationalPhone(phone) : (externId ?? ""));
export const tagInWords = (label: string) => (label === "GLOBAL" ? "Global" : label);
