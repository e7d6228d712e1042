import { Alert, Button, Group, Progress, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { Unreachable } from "../../api/request.ts";
import { IconFileSpreadsheet } from "../../ui/icons.tsx";
import { errorInWords } from "../../ui/problem.tsx";
import { bytesOf } from "../../words/words.ts";
import type { Upload } from "./use-upload.ts";

const accepted = ".csv,.txt,.tsv,.xlsx,.xls";

/** An area to drop or choose a file, with the progress of its upload. */
export function DropFile({ upload, onFile }: { upload: Upload; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { sending, error } = upload;
  return (
    <section
      className="load-drop"
      aria-label="File"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file && !sending) onFile(file);
      }}
    >
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Lead file"
        accept={accepted}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // Without this, choosing the same file again would not fire a change event.
          currentTarget.value = "";
          if (file) onFile(file);
        }}
      />
      {sending ? (
        <UploadProgress upload={upload} />
      ) : (
        <>
          <IconFileSpreadsheet size={32} strokeWidth={1.4} aria-hidden className="dim" />
          <Text fw={600}>Drop a lead file here</Text>
          <Text size="sm" c="dimmed">
            CSV or text with any common delimiter, or an Excel workbook (.xlsx), up to 1,000,000 rows. You can review
            everything before it is loaded.
          </Text>
          <Button onClick={() => input.current?.click()}>Choose file…</Button>
        </>
      )}
      {error && <UploadFailure error={error} />}
    </section>
  );
}

/** The progress of an upload, with Cancel. */
export function UploadProgress({ upload: { sending, cancel } }: { upload: Upload }) {
  if (!sending) return null;
  const { fileName, sent, total } = sending;
  const percent = total === 0 ? 100 : Math.floor((sent * 100) / total);
  const isSent = sent >= total && sent > 0;
  return (
    <div className="load-sending" role="status">
      <Text size="sm" fw={600} className="one-line">
        {fileName}
      </Text>
      <Progress value={percent} animated={isSent} aria-label={`${percent} percent uploaded`} my={4} />
      <Group justify="space-between" gap="xs">
        <Text size="xs" className="figures">
          {isSent ? "Uploaded. Reading the file…" : `${bytesOf(sent)} of ${bytesOf(total)} uploaded`}
        </Text>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={cancel}>
          Cancel
        </Button>
      </Group>
    </div>
  );
}

export function UploadFailure({ error }: { error: Error }) {
  return (
    <Alert color="red" variant="light" role="alert" w="100%" maw={640} ta="start">
      {error instanceof Unreachable
        ? "The connection was lost during the upload. Nothing was loaded; choose the file again."
        : errorInWords(error)}
    </Alert>
  );
}
