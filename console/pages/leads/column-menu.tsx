import { Button, Checkbox, Popover, SegmentedControl, Stack } from "@mantine/core";
import { IconColumns } from "../../ui/icons.tsx";
import type { Search } from "../../url-search.ts";
import { allColumns } from "./columns.tsx";

/** Chooses the columns and the sort order. Both are in the URL. */
export function ColumnMenu({
  shown,
  sort,
  onChange,
}: {
  shown: string[];
  sort: string;
  onChange: (change: Search) => void;
}) {
  return (
    <Popover position="bottom-end" width={260} trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah="70vh" style={{ overflowY: "auto" }}>
        <Stack gap="xs">
          <SegmentedControl
            aria-label="Sort order"
            size="xs"
            data={[
              { value: "leadId", label: "Oldest first" },
              { value: "-leadId", label: "Newest first" },
            ]}
            value={sort}
            onChange={(value) => onChange({ sort: value === "leadId" ? undefined : value })}
          />
          {allColumns.map(({ id, header }) => (
            <Checkbox
              key={id}
              size="xs"
              label={header}
              checked={shown.includes(id)}
              onChange={() =>
                onChange({
                  columns: shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id],
                })
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
