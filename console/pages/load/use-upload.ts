import { useCallback, useEffect, useRef, useState } from "react";
import type { LeadFile } from "../../api/shapes.ts";
import { upload } from "../../api/upload.ts";
import { useHere } from "../../frame/account.ts";

interface UploadState {
  fileName: string;
  sent: number;
  total: number;
}

/** How a file is to be read; what is absent is as the file looks. */
export interface UploadReading {
  fileType?: string;
  quoteCharacter?: string;
  encoding?: string;
}

export interface Upload {
  sending: UploadState | undefined;
  error: Error | undefined;
  /** Undefined where it was cancelled or refused. */
  start: (file: File, reading?: UploadReading) => Promise<LeadFile | undefined>;
  cancel: () => void;
}

/** One upload at a time; leaving the page cancels it. */
export function useUpload(): Upload {
  const { accountId } = useHere();
  const [sending, setSending] = useState<UploadState>();
  const [error, setError] = useState<Error>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  const start = useCallback(
    async (file: File, reading: UploadReading = {}) => {
      leaving.current?.abort();
      const own = new AbortController();
      leaving.current = own;
      const tell = (sent: number, total: number) => setSending({ fileName: file.name, sent, total });
      setError(undefined);
      tell(0, file.size);
      try {
        const query = new URLSearchParams({ ...reading });
        return await upload<LeadFile>(`/accounts/${accountId}/lead-files?${query}`, file, {
          onSent: tell,
          signal: own.signal,
        });
      } catch (failure) {
        if (!own.signal.aborted) setError(failure as Error);
        return undefined;
      } finally {
        if (leaving.current === own) setSending(undefined);
      }
    },
    [accountId],
  );
  return { sending, error, start, cancel: useCallback(() => leaving.current?.abort(), []) };
}
