import { useCallback, useEffect, useRef, useState } from "react";
import type { LeadFile } from "../../api/shapes.ts";
import { upload } from "../../api/upload.ts";
import { useHere } from "../../frame/account.ts";

interface UploadState {
  fileName: string;
  sent: number;
  total: number;
}

/** How to read a file. Missing options are detected from its content. */
export interface UploadReading {
  fileType?: string;
  quoteCharacter?: string;
  encoding?: string;
}

export interface Upload {
  sending: UploadState | undefined;
  error: Error | undefined;
  /** Resolves to undefined if the upload was canceled or failed. */
  start: (file: File, reading?: UploadReading) => Promise<LeadFile | undefined>;
  cancel: () => void;
}

/** One upload at a time; leaving the page cancels it. */
export function useUpload(): Upload {
  const { accountId } = useHere();
  const [sending, setSending] = useState<UploadState>();
  const [error, setError] = useState<Error>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);
  const start = useCallback(
    async (file: File, reading: UploadReading = {}) => {
      controller.current?.abort();
      const abort = new AbortController();
      controller.current = abort;
      const report = (sent: number, total: number) => setSending({ fileName: file.name, sent, total });
      setError(undefined);
      report(0, file.size);
      try {
        const query = new URLSearchParams({ ...reading });
        return await upload<LeadFile>(`/accounts/${accountId}/lead-files?${query}`, file, {
          onSent: report,
          signal: abort.signal,
        });
      } catch (failure) {
        if (!abort.signal.aborted) setError(failure as Error);
        return undefined;
      } finally {
        if (controller.current === abort) setSending(undefined);
      }
    },
    [accountId],
  );
  return { sending, error, start, cancel: useCallback(() => controller.current?.abort(), []) };
}
