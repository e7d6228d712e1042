import { Anchor } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useHere } from "../../frame/account.ts";
import { LeadView } from "./lead-view.tsx";

export function LeadPage() {
  const { accountId } = useHere();
  const { leadId } = useParams({ strict: false });
  return (
    <div className="page" style={{ maxWidth: 900 }}>
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/accounts/$accountId/leads" params={{ accountId: String(accountId) }} {...props} />
        )}
      >
        All leads
      </Anchor>
      <div className="card" style={{ padding: 0 }}>
        <LeadView key={leadId} leadId={Number(leadId)} heading="h1" />
      </div>
    </div>
  );
}
