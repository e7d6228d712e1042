import { Skeleton, Table, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Campaign, Floor, Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import type { Names } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { count } from "../../words/words.ts";
import { AbandonRate } from "./abandon-rate.tsx";

interface Props {
  figures: Floor | undefined;
  campaigns: Campaign[];
  queues: Map<number, Queue | undefined>;
}

/** Active campaigns and those with calls: dialable leads, calls in progress, and rates over the last minutes. */
export function CampaignFigures({ figures, campaigns, queues }: Props) {
  const { accountId } = useHere();
  const calls = new Map(figures?.campaigns.map((one) => [one.campaignId, one]));
  const shown = campaigns.filter(({ campaignId, isActive }) => isActive !== 0 || calls.has(campaignId));
  return (
    <section className="card" aria-labelledby="floor-campaigns">
      <Title order={2} id="floor-campaigns" mb="xs">
        Campaigns
      </Title>
      {figures ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: focusable so that it can be scrolled with the keyboard
        <div className="floor-table" role="group" aria-label="Campaigns" tabIndex={0}>
          <Table horizontalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Campaign</Table.Th>
                <Table.Th ta="right">Dialable</Table.Th>
                <Table.Th ta="right">Fetched</Table.Th>
                <Table.Th ta="right">On call</Table.Th>
                <Table.Th ta="right">Calls</Table.Th>
                <Table.Th ta="right">Answer rate</Table.Th>
                <Table.Th>Abandon rate</Table.Th>
                <Table.Th ta="right">Occupancy</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ campaignId, campaignName, targetAbandonRate }) => {
                const one = calls.get(campaignId);
                const waiting = queues.get(campaignId);
                return (
                  <Table.Tr key={campaignId}>
                    <Table.Th scope="row" fw={500}>
                      <Link
                        to="/accounts/$accountId/leads"
                        params={{ accountId: String(accountId) }}
                        search={{ campaignIds: String(campaignId) }}
                      >
                        {campaignName}
                      </Link>
                    </Table.Th>
                    <Table.Td ta="right" className="figures">
                      {waiting ? count(waiting.dialableNow) : <Skeleton h={12} w={40} ml="auto" />}
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {count(one?.fetched ?? 0)}
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {count(one?.onCall ?? 0)}
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {count(one?.dialed ?? 0)}
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {percent(one?.answerRate)}
                    </Table.Td>
                    <Table.Td>
                      <AbandonRate
                        percent={one?.abandonRate ?? null}
                        target={one?.targetAbandonRate ?? targetAbandonRate}
                      />
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {percent(one?.occupancy)}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </div>
      ) : (
        <Skeleton h={200} />
      )}
    </section>
  );
}

const percent = (share: number | null | undefined) => (share === null || share === undefined ? "–" : `${share}%`);

// In the order of the list: busiest first.
const agentStates = {
  ON_CALL: { family: "ready", label: "On a call" },
  WRAP_UP: { family: "engaged", label: "Wrap-up" },
  DIALING: { family: "engaged", label: "Dialing" },
  FETCHED: { family: "engaged", label: "Reviewing a lead" },
  WAITING: { family: "ended", label: "Waiting" },
};

/** Agents who are on a call or were in the last minutes, busiest state first. */
export function AgentFigures({ figures, names }: { figures: Floor | undefined; names: Names }) {
  const order = Object.keys(agentStates);
  const agents = figures?.agents.toSorted(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name),
  );
  return (
    <section className="card" aria-labelledby="floor-agents">
      <Title order={2} id="floor-agents" mb="xs">
        Agents{agents && agents.length > 0 ? ` (${agents.length})` : ""}
      </Title>
      {!agents && <Skeleton h={120} />}
      {agents?.length === 0 && (
        <Text size="sm" c="dimmed">
          No agent had a call in the last five minutes.
        </Text>
      )}
      <ul className="floor-agents">
        {agents?.map(({ agentId, name, state, since, campaignId, calls, occupancy }) => (
          <li key={agentId} title={`Last campaign: ${names.campaign(campaignId)}`}>
            <span className="one-line" style={{ fontWeight: 600 }}>
              {name}
            </span>
            <span className="state" data-family={agentStates[state].family}>
              <span className="swatch" data-family={agentStates[state].family} aria-hidden />
              {agentStates[state].label}
            </span>
            <span className="dim figures">
              <When at={since} />, {count(calls)} {calls === 1 ? "call" : "calls"}
              {occupancy !== null && `, ${Math.round(occupancy)}% occupied`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
