import { requestResponse } from "./request.ts";

/** Downloads the response of a v1 request as a file of that name. */
export async function saveFile(path: string, name: string): Promise<void> {
  const response = await requestResponse(path);
  saveBlob(await response.blob(), name);
}

/** Saves data as a file of that name. */
export function saveBlob(data: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  // Revoking at once would cancel the download in some browsers.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
