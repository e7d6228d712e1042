import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { leadsOf } from "../ui/words.ts";

/** Says how many leads a change has left without an agent who is served them, as its answer tells, and links to them. */
export function tellOrphanedLeads(accountId: number, { orphanedLeads = 0 }: { orphanedLeads?: number }): void {
  if (orphanedLeads === 0) return;
  notifications.show({
    autoClose: 15_000,
    color: "orange",
    closeButtonProps: { "aria-label": "Dismiss" },
    title: `${leadsOf(orphanedLeads)} can no longer be served`,
    message: (
      <Text size="sm">
        Their agent, by reservation or callback, no longer gets leads there.{" "}
        <Link
          to="/accounts/$accountId/leads"
          params={{ accountId: String(accountId) }}
          search={{ orphanedLeadsOnly: "true" }}
        >
          Show them
        </Link>
      </Text>
    ),
  });
}
