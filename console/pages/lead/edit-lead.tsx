import { Alert, Button, Group, Modal, NumberInput, SimpleGrid, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { LeadDetails } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { errorInWords } from "../../ui/problem.tsx";
import { fullName } from "../../words/words.ts";

const fields = [
  ["firstName", "First name"],
  ["lastName", "Last name"],
  ["leadPhone", "Phone"],
  ["externId", "External ID"],
  ["email", "Email"],
  ["address1", "Address"],
  ["address2", "Address line 2"],
  ["city", "City"],
  ["state", "State or province"],
  ["zip", "ZIP"],
  ["leadTimezone", "Time zone"],
  ["auxData1", "Aux data 1"],
  ["auxData2", "Aux data 2"],
  ["auxData3", "Aux data 3"],
  ["auxData4", "Aux data 4"],
  ["auxData5", "Aux data 5"],
] as const satisfies [keyof LeadDetails, string][];

type Draft = Record<string, string | number | boolean | null>;

/** Edits a lead's data. Sends only the changed fields. */
export function EditLead({ lead, onClose }: { lead: LeadDetails; onClose: () => void }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({});
  const save = useMutation({
    mutationFn: () => request(`/accounts/${accountId}/leads/${lead.leadId}`, { method: "PATCH", body: draft }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: [accountId] });
      onClose();
    },
  });
  const set = (name: string, value: Draft[string]) => {
    const { [name]: _, ...others } = draft;
    const before = lead[name as keyof LeadDetails] ?? null;
    setDraft(value === before ? others : { ...others, [name]: value });
  };
  return (
    <Modal opened onClose={onClose} title={`Edit ${fullName(lead)}`} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {fields.map(([name, label], i) => (
            <TextInput
              key={name}
              label={label}
              required={name === "leadPhone"}
              value={String(draft[name] ?? (name in draft ? "" : (lead[name] ?? "")))}
              onChange={({ currentTarget }) => set(name, currentTarget.value === "" ? null : currentTarget.value)}
              {...(i === 0 ? { "data-autofocus": true } : {})}
            />
          ))}
          <NumberInput
            label="Priority"
            description="Lowest first, if the campaign dials by lead priority"
            value={Number(draft.leadPriority ?? lead.leadPriority)}
            allowDecimal={false}
            onChange={(value) => set("leadPriority", value === "" ? null : Number(value))}
          />
          <Switch
            label="Suppressed"
            description="Keeps its state but isn’t dialed"
            checked={Boolean(draft.suppressed ?? lead.suppressed)}
            onChange={({ currentTarget }) => set("suppressed", currentTarget.checked)}
          />
        </SimpleGrid>
        {save.isError && (
          <Alert mt="md" color="red" variant="light" role="alert">
            {errorInWords(save.error)} Nothing was saved; your changes are still here.
          </Alert>
        )}
        <Group mt="md" gap="xs">
          <Button type="submit" disabled={Object.keys(draft).length === 0} loading={save.isPending}>
            Save {Object.keys(draft).length || ""} {Object.keys(draft).length === 1 ? "change" : "changes"}
          </Button>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
