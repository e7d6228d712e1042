import { Alert, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { lead as leadQuery } from "../../api/queries.ts";
import type { LeadDetails } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { IconCircleCheck, IconClockPause, IconPencil } from "../../ui/icons.tsx";
import { Problem } from "../../ui/problem.tsx";
import { StateBadge } from "../../ui/states.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { type Names, useNames } from "../../words/criteria-words.ts";
import { dialStatusInWords } from "../../words/dial-status.ts";
import { cityOf, clockTime, When } from "../../words/when.tsx";
import { fullName, humanized, nationalPhone } from "../../words/words.ts";
import { EditLead } from "./edit-lead.tsx";
import { Timeline } from "./timeline.tsx";
import "./lead.css";

/** A lead: whether it can be dialed and why, contact and dialing data, and its history. */
export function LeadView({ leadId, heading }: { leadId: number; heading: "h1" | "h2" }) {
  const { accountId, can } = useHere();
  const { act } = useActing();
  const names = useNames(accountId);
  const { data: lead, error, refetch } = useQuery(leadQuery(accountId, leadId));
  const [editing, setEditing] = useState(false);
  if (!lead)
    return (
      <Stack p="md">
        {error ? <Problem error={error} what={`Lead ${leadId}`} retry={refetch} /> : <LeadSkeleton />}
      </Stack>
    );
  const name = fullName(lead);
  return (
    <Stack className="lead" gap="md">
      <Stack gap={6}>
        {heading === "h1" ? <PageTitle title={name} /> : <Title order={2}>{name}</Title>}
        <Group gap="sm">
          <StateBadge state={lead.leadState} suppressed={lead.suppressed} />
          <Text size="sm" className="figures" title={lead.leadPhone}>
            {nationalPhone(lead.leadPhone)}
          </Text>
          {lead.externId && (
            <Text size="sm" c="dimmed">
              {lead.externId}
            </Text>
          )}
        </Group>
      </Stack>
      <Alert
        variant="light"
        color={lead.dialing.dialable ? "green" : "gray"}
        icon={lead.dialing.dialable ? <IconCircleCheck aria-hidden /> : <IconClockPause aria-hidden />}
        className="dial-status"
      >
        {dialStatusInWords(lead, names.agent)}
      </Alert>
      {can("manager") && (
        <Group gap="xs">
          <Button size="xs" onClick={() => act({ criteria: { leadIds: [leadId] }, title: name })}>
            Act on this lead…
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            Edit
          </Button>
        </Group>
      )}
      {editing && <EditLead lead={lead} onClose={() => setEditing(false)} />}
      <Section title="Contact" heading={heading}>
        <Facts facts={contactOf(lead)} />
      </Section>
      <Section title="Dialing" heading={heading}>
        <Facts facts={dialingOf(lead, names, accountId)} />
      </Section>
      <Section title="History" heading={heading}>
        <Timeline leadId={leadId} zone={lead.leadTimezone} names={names} />
      </Section>
    </Stack>
  );
}

function Section({ title, heading, children }: { title: string; heading: "h1" | "h2"; children: ReactNode }) {
  return (
    <section>
      <Title order={heading === "h1" ? 2 : 3} fz="xs" c="dimmed" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}

type Fact = [label: string, value: ReactNode];

function Facts({ facts }: { facts: Fact[] }) {
  const filled = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return (
    <dl className="facts">
      {filled.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function contactOf(lead: LeadDetails): Fact[] {
  const place = [lead.city, [lead.state, lead.zip].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  return [
    [
      "Phone",
      <span key="phone" title={lead.leadPhone}>
        {nationalPhone(lead.leadPhone)}
      </span>,
    ],
    ["Other phones", lead.otherPhones.map(nationalPhone).join(", ")],
    ["Email", lead.email],
    ["Address", [lead.address1, lead.address2, place].filter(Boolean).join(", ")],
    ["Local time", `${clockTime(new Date(), lead.leadTimezone)} in ${cityOf(lead.leadTimezone)}`],
    ["Gatekeeper", lead.gateKeeper],
    ...([1, 2, 3, 4, 5] as const).map((n): Fact => [`Aux data ${n}`, lead[`auxData${n}`]]),
    ...Object.entries(lead.extendedLeadData ?? {}).map(([name, value]): Fact => [humanized(name), String(value)]),
  ];
}

function dialingOf(lead: LeadDetails, names: Names, accountId: number): Fact[] {
  const { callback, lastPass, leadTimezone: zone } = lead;
  const params = { accountId: String(accountId) };
  return [
    [
      "Campaign",
      <Link
        key="campaign"
        to="/accounts/$accountId/leads"
        params={params}
        search={{ campaignIds: String(lead.campaignId) }}
      >
        {lead.campaignName}
      </Link>,
    ],
    [
      "List",
      <Link key="list" to="/accounts/$accountId/leads" params={params} search={{ listIds: String(lead.listId) }}>
        {lead.listDesc}
      </Link>,
    ],
    ["State since", <When key="since" at={lead.stateAt} zone={zone} />],
    ["Passes", lead.maxPasses === null ? lead.leadPasses : `${lead.leadPasses} of ${lead.maxPasses}`],
    ["Next dial time", <When key="next" at={lead.nextDialTime} zone={zone} />],
    [
      "Callback",
      callback && (
        <>
          <When at={callback.at} zone={zone} /> with{" "}
          {callback.agentId === null ? "any agent" : names.agent(callback.agentId)}
        </>
      ),
    ],
    ["Reserved for", lead.reservedAgentId === null ? null : names.agent(lead.reservedAgentId)],
    [
      "Last pass",
      lastPass && (
        <>
          <When at={lastPass.at} zone={zone} />
          {lastPass.agentDisposition ? `, ${lastPass.agentDisposition}` : ""}
        </>
      ),
    ],
    // 999 is the default priority, not worth a line.
    ["Priority", lead.leadPriority === 999 ? null : lead.leadPriority],
    [
      "Copy of",
      lead.originalLeadId && (
        <Link to="/accounts/$accountId/leads/$leadId" params={{ ...params, leadId: String(lead.originalLeadId) }}>
          lead {lead.originalLeadId}
        </Link>
      ),
    ],
  ];
}

function LeadSkeleton() {
  return (
    <>
      <Skeleton h={22} w="50%" />
      <Skeleton h={40} />
      <Skeleton h={160} />
      <Skeleton h={240} />
    </>
  );
}
