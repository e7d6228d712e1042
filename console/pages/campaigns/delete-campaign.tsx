import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { action as actionQuery, queue } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Campaign, LeadAction } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { ActionProgress } from "../../ui/action-progress.tsx";
import { DeleteDialog } from "../../ui/form/delete-dialog.tsx";
import { leadsOf } from "../../words/words.ts";

/** Deletes a campaign. Its leads go first, by a DELETE_LEADS action, so their deletion is in the log of actions. */
export function DeleteCampaign({
  campaign,
  onDeleted,
  onClose,
}: {
  campaign: Campaign;
  onDeleted: () => void;
  onClose: () => void;
}) {
  const { accountId } = useHere();
  const { campaignId, campaignName } = campaign;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: queueState, error: queueError } = useQuery(queue(accountId, campaignId));
  const [running, setRunning] = useState<LeadAction>();
  const leads = queueState?.total ?? 0;
  const remove = useMutation({
    async mutationFn() {
      if (leads > 0) await deleteLeads();
      await request(`/accounts/${accountId}/campaigns/${campaignId}`, { method: "DELETE" });
    },
    async onSuccess() {
      onDeleted();
      await navigate({ to: "/accounts/$accountId/campaigns", params: { accountId: String(accountId) } });
      await queries.invalidateQueries({ queryKey: [accountId] });
    },
    onSettled: () => setRunning(undefined),
  });
  async function deleteLeads(): Promise<void> {
    let action = await request<LeadAction>(`/accounts/${accountId}/lead-actions`, {
      method: "POST",
      body: { action: "DELETE_LEADS", criteria: { campaignIds: [campaignId] }, params: {} },
      headers: { Prefer: "respond-async" },
    });
    // A campaign can be deleted only once it has no leads.
    while (action.status === "RUNNING") {
      setRunning(action);
      await new Promise((resolve) => setTimeout(resolve, 500));
      action = await queries.fetchQuery({ ...actionQuery(accountId, action.id), staleTime: 0 });
    }
  }
  return (
    <DeleteDialog
      what={`the campaign ${campaignName}`}
      leads={leads}
      ready={queueState !== undefined}
      deleting={{ isPending: remove.isPending, error: remove.error ?? queueError }}
      onDelete={() => remove.mutate()}
      onClose={onClose}
    >
      {leads > 0
        ? `This also deletes its ${leadsOf(leads)}, lists, and dispositions. Call records are kept without names.`
        : "The campaign has no leads. This also deletes its lists and dispositions."}
      {running && <ActionProgress action={running} />}
    </DeleteDialog>
  );
}
