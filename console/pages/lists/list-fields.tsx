import { NumberInput, Radio, Select, Stack, TextInput } from "@mantine/core";
import type { List } from "../../api/shapes.ts";
import { localMoment } from "../../words/local-moment.ts";
import { listStateLabel, listStateMeaning } from "./list-words.tsx";

export type Draft = Pick<List, "listDesc" | "listState" | "listPriority" | "dialPriority" | "archiveAt">;

export const newDraft: Draft = {
  listDesc: "",
  listState: "ACTIVE",
  listPriority: 0,
  dialPriority: "NORMAL",
  archiveAt: null,
};

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  /** Error messages by field. */
  errors: Partial<Record<string, string>>;
}

/** The form fields of a list. */
export function ListFields({ draft, onChange, errors }: Props) {
  const settable = [...new Set(["ACTIVE", "PAUSED", "ARCHIVED", draft.listState])];
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        required
        maxLength={255}
        value={draft.listDesc}
        onChange={({ currentTarget }) => onChange({ listDesc: currentTarget.value })}
        error={errors.listDesc}
      />
      <Select
        label="State"
        allowDeselect={false}
        data={settable.map((state) => ({
          value: state,
          label: `${listStateLabel(state)}: ${listStateMeaning(state)}`,
        }))}
        value={draft.listState}
        onChange={(state) => onChange({ listState: (state ?? draft.listState) as Draft["listState"] })}
        error={errors.listState}
      />
      <NumberInput
        label="Priority"
        description="Highest first, if the dial group uses list priority"
        allowDecimal={false}
        value={draft.listPriority}
        onChange={(value) => onChange({ listPriority: value === "" ? 0 : Number(value) })}
        error={errors.listPriority}
      />
      <Radio.Group
        label="Dial newly loaded leads"
        value={draft.dialPriority}
        onChange={(value) => onChange({ dialPriority: value as Draft["dialPriority"] })}
        error={errors.dialPriority}
      >
        <Stack gap={4} mt={4}>
          <Radio value="NORMAL" label="in the campaign’s order" />
          <Radio value="IMMEDIATE" label="before all other leads" />
        </Stack>
      </Radio.Group>
      <TextInput
        type="datetime-local"
        label="Archive at"
        description="In your own time zone. Archived lists aren’t dialed. Leave empty for never."
        value={draft.archiveAt === null ? "" : localMoment(draft.archiveAt)}
        onChange={({ currentTarget }) =>
          onChange({ archiveAt: currentTarget.value === "" ? null : new Date(currentTarget.value).toISOString() })
        }
        error={errors.archiveAt}
      />
    </Stack>
  );
}
