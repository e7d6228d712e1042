import { respond } from "./request.ts";

/** Has the browser save what a request of v1 answers, under that name. */
export async function saveFile(path: string, name: string): Promise<void> {
  const response = await respond(path);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
