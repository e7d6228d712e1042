import { Button, CopyButton, Group, Stack, Textarea } from "@mantine/core";
import { saveBlob } from "../../api/save-file.ts";

/** Recovery codes, to copy or to save as a file. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const text = codes.join("\n");
  return (
    <Stack gap="xs">
      <Textarea
        aria-label="Recovery codes"
        readOnly
        autosize
        classNames={{ input: "secret" }}
        value={text}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <Group gap="xs">
        <CopyButton value={text} timeout={60_000}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          onClick={() => saveBlob(new Blob([`${text}\n`], { type: "text/plain" }), "leadyard-recovery-codes.txt")}
        >
          Save as file
        </Button>
      </Group>
    </Stack>
  );
}
