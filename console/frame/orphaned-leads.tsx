import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { leadsOf } from "../words/words.ts";

/** Warns in a toast, with a link, if a change left leads whose agent can no longer be given them. */
export function warnOfOrphanedLeads(accountId: number, { orphanedLeads = 0 }: { orphanedLeads?: number }): void {
  if (orphanedLeads === 0) return;
  notifications.show({
    autoClose: 15_000,
    color: "orange",
    closeButtonProps: { "aria-label": "Dismiss" },
    title: `${leadsOf(orphanedLeads)} can’t reach their agent anymore`,
    message: (
      <Text size="sm">
        They are reserved for an agent, or have a callback with one, who no longer gets leads there.{" "}
        <Link
          to="/accounts/$accountId/leads"
          params={{ accountId: String(accountId) }}
          search={{ orphanedLeadsOnly: "true" }}
        >
          Show leads
        </Link>
      </Text>
    ),
  });
}
