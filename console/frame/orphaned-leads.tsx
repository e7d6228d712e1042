import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { leadsOf } from "../ui/words.ts";

/** Says how many leads nobody is served since a change, as the answer to it tells, and where they are. */
export function tellOrphanedLeads(accountId: number, { orphanedLeads = 0 }: { orphanedLeads?: number }): void {
  if (orphanedLeads === 0) return;
  notifications.show({
    autoClose: 15_000,
    color: "orange",
    closeButtonProps: { "aria-label": "Dismiss" },
    title: `${leadsOf(orphanedLeads)} ${orphanedLeads === 1 ? "is" : "are"} served to nobody now`,
    message: (
      <Text size="sm">
        Reserved, or to be called back, by an agent who does not get them any more.{" "}
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
