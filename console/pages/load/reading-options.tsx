import { Checkbox, Group, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { LeadFile } from "../../api/shapes.ts";
import { count } from "../../ui/words.ts";
import type { Sheet } from "./targets.ts";
import type { UploadReading } from "./use-upload.ts";

const delimiters: Record<string, string> = { COMMA: "Comma", SEMICOLON: "Semicolon", TAB: "Tab", PIPE: "Bar |" };
const encodings: Record<NonNullable<LeadFile["encoding"]>, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16, little-endian",
  "utf-16be": "UTF-16, big-endian",
  "windows-1252": "Windows-1252 (Western)",
};

interface Props {
  file: LeadFile;
  sheet: Sheet;
  /** Whether the first row is to name the columns; the preview follows. */
  headers: boolean;
  /** The file itself is at hand and can be read in another way. */
  atHand: boolean;
  onSheet: (number: number) => void;
  onHeaders: (headers: boolean) => void;
  onReading: (reading: UploadReading) => void;
}

/** How the file is read; the preview follows. */
export function ReadingOptions({ file, sheet, headers, atHand, onSheet, onHeaders, onReading }: Props) {
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
              label="Cells end at"
              w={130}
              allowDeselect={false}
              disabled={!atHand}
              data={Object.entries(delimiters).map(([value, label]) => ({ value, label }))}
              value={file.fileType}
              onChange={(fileType) => fileType && onReading({ ...reading, fileType })}
            />
            <TextInput
              label="Quotes"
              w={70}
              maxLength={1}
              disabled={!atHand}
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
              disabled={!atHand}
              data={Object.entries(encodings).map(([value, label]) => ({ value, label }))}
              value={file.encoding}
              onChange={(encoding) => encoding && onReading({ ...reading, encoding })}
            />
          </>
        )}
        <Checkbox
          label="The first row names the columns"
          checked={headers}
          onChange={({ currentTarget }) => onHeaders(currentTarget.checked)}
          mb={8}
        />
      </Group>
      {isText && !atHand && (
        <Text size="xs" c="dimmed" mt={4}>
          To have it read in another way, choose the file again.
        </Text>
      )}
    </div>
  );
}
