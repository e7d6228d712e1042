import { Alert, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import type { Preview } from "../../api/shapes.ts";
import { IconInfoCircle } from "../../ui/icons.tsx";
import { familyOf, reasonInWords, StateBadge, StateBar, stateLabel } from "../../ui/states.tsx";
import { count, fullName, leadsOf, nationalPhone } from "../../words/words.ts";

/**
 * What an action would do: how many leads in which states and campaigns, how many it skips and why, and a sample.
 * `stale` dims it while a newer preview loads.
 */
export function PreviewPane({ preview, verb, stale }: { preview: Preview | undefined; verb: string; stale: boolean }) {
  if (!preview) return <PreviewSkeleton />;
  const { matched, wouldChange, byState, byCampaign, skipped, warnings = [], sample } = preview;
  return (
    <Stack gap="md" aria-busy={stale} style={{ opacity: stale ? 0.6 : 1 }}>
      <div role="status">
        <Text fz={28} fw={650} lh={1.15} className="figures">
          {count(wouldChange)}
        </Text>
        <Text size="sm" c="dimmed">
          of {leadsOf(matched)} would be {verb}
        </Text>
      </div>
      {wouldChange > 0 && (
        <StateBar
          label="By state"
          parts={byState.map(({ state, count: n }) => ({
            key: state,
            label: stateLabel(state),
            count: n,
            family: familyOf(state),
          }))}
        />
      )}
      {skipped.length + warnings.length > 0 && (
        <Alert color="yellow" variant="light" icon={<IconInfoCircle aria-hidden />} p="xs">
          {skipped.map(({ reason, count: n }) => (
            <Text size="sm" key={reason}>
              {leadsOf(n)} would be skipped: {reasonInWords(reason)}
            </Text>
          ))}
          {warnings.map(({ warning, count: n }) => (
            <Text size="sm" key={warning}>
              {leadsOf(n)}: {warning}
            </Text>
          ))}
        </Alert>
      )}
      {byCampaign.length > 0 && (
        <Figures
          title="By campaign"
          rows={byCampaign.map((one) => ({ key: one.campaignId, label: one.campaignName, count: one.count }))}
        />
      )}
      {sample.length > 0 && (
        <div>
          <Text size="xs" c="dimmed" mb={2}>
            {sample.length < wouldChange ? `The first ${sample.length}` : "All"}
          </Text>
          <Table verticalSpacing={3} horizontalSpacing={6}>
            <Table.Tbody>
              {sample.map((lead) => (
                <Table.Tr key={lead.leadId}>
                  <Table.Td>{fullName(lead)}</Table.Td>
                  <Table.Td className="figures" style={{ whiteSpace: "nowrap" }}>
                    {nationalPhone(lead.phone)}
                  </Table.Td>
                  <Table.Td>
                    <StateBadge state={lead.leadState} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Stack>
  );
}

export function Figures({
  title,
  rows,
}: {
  title: string;
  rows: { key: string | number; label: string; count: number }[];
}) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {title}
      </Text>
      {rows.map(({ key, label, count: n }) => (
        <Group key={key} justify="space-between" gap="xs" wrap="nowrap">
          <Text size="sm" className="one-line">
            {label}
          </Text>
          <Text size="sm" fw={600} className="figures">
            {count(n)}
          </Text>
        </Group>
      ))}
    </div>
  );
}

function PreviewSkeleton() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading the preview">
      <Skeleton h={32} w={120} />
      <Skeleton h={10} />
      <Skeleton h={120} />
    </Stack>
  );
}
