import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { Campaign, Disposition, DispositionValues } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { DeleteDialog } from "../../ui/form/delete-dialog.tsx";
import { EditDrawer } from "../../ui/form/edit-drawer.tsx";
import { useEditing } from "../../ui/form/use-editing.ts";
import { dispositionGroups, newDisposition, outcomeInWords } from "./disposition-specs.ts";
import { dispositions } from "./queries.ts";

export function DispositionDrawer({
  campaignId,
  disposition,
  campaigns,
  onClose,
}: {
  campaignId: number;
  disposition: Disposition | undefined;
  campaigns: Campaign[];
  onClose: () => void;
}) {
  const { accountId, can } = useHere();
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const base = `/accounts/${accountId}/dispositions`;
  const refresh = () => queries.invalidateQueries({ queryKey: [accountId] });
  const editing = useEditing<DispositionValues, void>({
    key: `${base}/${disposition?.dispositionId ?? `new of ${campaignId}`}`,
    saved: disposition ?? newDisposition,
    ...(disposition
      ? {
          async reread() {
            const all = await queries.fetchQuery({ ...dispositions(accountId, campaignId), staleTime: 0 });
            return all.find(({ dispositionId }) => dispositionId === disposition.dispositionId) ?? disposition;
          },
        }
      : {}),
    async send(changed, values) {
      if (disposition) await request(`${base}/${disposition.dispositionId}`, { method: "PATCH", body: changed });
      else await request(base, { method: "POST", body: { ...values, campaignId } });
      await refresh();
    },
    onSaved: () => !disposition && onClose(),
  });
  const remove = useMutation({
    mutationFn: () => request(`${base}/${disposition?.dispositionId}`, { method: "DELETE" }),
    async onSuccess() {
      editing.discard();
      onClose();
      await refresh();
    },
  });
  const campaignName = (id: number) =>
    campaigns.find((one) => one.campaignId === id)?.campaignName ?? `campaign ${id} (deleted)`;
  return (
    <EditDrawer
      title={disposition?.name ?? "New disposition"}
      param="disposition"
      groups={dispositionGroups(campaigns.map((one) => ({ value: one.campaignId, label: one.campaignName })))}
      editing={editing}
      isNew={!disposition}
      readOnly={!can("manager")}
      onClose={onClose}
      tools={
        disposition &&
        can("manager") && (
          <Button variant="subtle" color="red" ml="auto" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        )
      }
    >
      <Text size="sm" fw={600} role="status">
        What happens to the lead: {outcomeInWords(editing.values, campaignName)}.
      </Text>
      {deleting && disposition && (
        <DeleteDialog
          what={`the disposition ${disposition.name}`}
          deleting={remove}
          onDelete={() => remove.mutate()}
          onClose={() => setDeleting(false)}
        >
          Leads and calls that already have this disposition keep its name.
        </DeleteDialog>
      )}
    </EditDrawer>
  );
}
