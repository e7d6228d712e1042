import { Alert, Button, CopyButton, Group, Modal, Stack, Text, Textarea } from "@mantine/core";

/** Values that only this dialog shows, such as a new token, each with a button to copy it. */
export function ShownOnce({
  title,
  warning,
  values,
  onClose,
}: {
  title: string;
  warning: string;
  /** By label. */
  values: Record<string, string>;
  onClose: () => void;
}) {
  const single = Object.keys(values).length === 1;
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} size="lg">
      <Stack gap="md">
        <Alert color="yellow" variant="light" role="status">
          <Text size="sm">{warning}</Text>
        </Alert>
        {Object.entries(values).map(([label, value]) => (
          <Stack key={label} gap={4} align="start">
            <Textarea
              {...(single ? { "aria-label": label } : { label })}
              readOnly
              autosize
              maxRows={8}
              w="100%"
              classNames={{ input: "secret" }}
              value={value}
              onFocus={({ currentTarget }) => currentTarget.select()}
            />
            {!single && <Copy value={value} label={`Copy ${label.toLowerCase()}`} />}
          </Stack>
        ))}
        <Group gap="xs">
          {single && <Copy value={Object.values(values)[0] ?? ""} />}
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Copy({ value, label }: { value: string; label?: string }) {
  return (
    <CopyButton value={value} timeout={60_000}>
      {({ copied, copy }) => (
        <Button
          onClick={copy}
          {...(label === undefined ? {} : { "aria-label": label, size: "compact-sm", variant: "default" })}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      )}
    </CopyButton>
  );
}
