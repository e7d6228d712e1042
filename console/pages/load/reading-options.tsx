import { Checkbox, Group, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { LeadFile } from "../../api/shapes.ts";
import { count } from "../../words/words.ts";
import type { Sheet } from "./targets.ts";
import type { UploadReading } from "./use-upload.ts";

const delimiters: Record<string, string> = { COMMA: "Comma", SEMICOLON: "Semicolon", TAB: "Tab", PIPE: "Pipe |" };
const encodings: Record<NonNullable<LeadFile["encoding"]>, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16, little-endian",
  "utf-16be": "UTF-16, big-endian",
  "windows-1252": "Windows-1252 (Western)",
};

interface Props {
  file: LeadFile;
  sheet: Sheet;
  /** Whether the first row holds column names. */
  headers: boolean;
  /** Whether this tab still has the file and can upload it again with other options. */
  canReread: boolean;
  onSheet: (number: number) => void;
  onHeaders: (headers: boolean) => void;
  onReading: (reading: UploadReading) => void;
}

/** Sheet, delimiter, quotes, encoding, and header row of a file. Changes update the preview. */
export function ReadingOptions({ file, sheet, headers, canReread, onSheet, onHeaders, onReading }: Props) {
  const isText = file.fileType !== "EXCEL";
  const [quote, setQuote] = useState(file.quoteCharacter ?? "");
  const reading: UploadReading = {
    fileType: file.fileType,
    quoteCharacter: file.quoteCharacter ?? "",
    ...(file.encoding ? { encoding: file.encoding } : {}),
  };
  return (
    <div>
      <Group gap="sm" align="end">
        {file.sheets.length > 1 && (
          <Select
            label="Sheet"
            w={240}
            allowDeselect={false}
            data={file.sheets.map(({ number, name, rowCount }) => ({
              value: String(number),
              label: `${name} (${rowCount === 1 ? "1 row" : `${count(rowCount)} rows`})`,
              disabled: rowCount === 0,
            }))}
            value={String(sheet.number)}
            onChange={(number) => number && onSheet(Number(number))}
          />
        )}
        {isText && (
          <>
            <Select
              label="Delimiter"
              w={130}
              allowDeselect={false}
              disabled={!canReread}
              data={Object.entries(delimiters).map(([value, label]) => ({ value, label }))}
              value={file.fileType}
              onChange={(fileType) => fileType && onReading({ ...reading, fileType })}
            />
            <TextInput
              label="Quote"
              w={70}
              maxLength={1}
              disabled={!canReread}
              value={quote}
              placeholder="none"
              onChange={({ currentTarget }) => setQuote(currentTarget.value)}
              onBlur={() => quote !== reading.quoteCharacter && onReading({ ...reading, quoteCharacter: quote })}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                event.currentTarget.blur();
              }}
            />
            <Select
              label="Encoding"
              w={200}
              allowDeselect={false}
              disabled={!canReread}
              data={Object.entries(encodings).map(([value, label]) => ({ value, label }))}
              value={file.encoding}
              onChange={(encoding) => encoding && onReading({ ...reading, encoding })}
            />
          </>
        )}
        <Checkbox
          label="First row contains column names"
          checked={headers}
          onChange={({ currentTarget }) => onHeaders(currentTarget.checked)}
          mb={8}
        />
      </Group>
      {isText && !canReread && (
        <Text size="xs" c="dimmed" mt={4}>
          To change these options, choose the file again.
        </Text>
      )}
    </div>
  );
}
