import { ActionIcon, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useHere } from "../../frame/account.ts";
import { IconArrowsDiagonal, IconX } from "../../ui/icons.tsx";
import { LeadView } from "../lead/lead-view.tsx";

/** A lead next to the table. */
export function LeadPanel({ leadId, onClose }: { leadId: number; onClose: () => void }) {
  const { accountId } = useHere();
  const params = { accountId: String(accountId), leadId: String(leadId) };
  return (
    <aside className="lead-panel" aria-label="Lead details">
      <Group justify="end" gap={2} p={4} pos="sticky" top={0} style={{ zIndex: 1, background: "var(--surface)" }}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Open full page"
          renderRoot={(props) => <Link to="/accounts/$accountId/leads/$leadId" params={params} {...props} />}
        >
          <IconArrowsDiagonal size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label="Close lead" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <LeadView leadId={leadId} heading="h2" />
    </aside>
  );
}
