import { Anchor, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { campaigns, catalogue, dialGroups } from "../../api/queries.ts";
import type { Campaign } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import type { FieldSpec } from "../../ui/form/field-spec.ts";
import { Conflict, FormField, ReadField } from "../../ui/form/form-field.tsx";
import { SaveBar } from "../../ui/form/save-bar.tsx";
import type { EditSession } from "../../ui/form/use-editing.ts";
import { outcomeOfPass } from "../../words/words.ts";
import { type CampaignEdit, campaignGroups } from "./campaign-specs.ts";
import { weekInWords } from "./hours/week.ts";
import { PassActions, passActionInWords } from "./pass-actions.tsx";
import { dispositions } from "./queries.ts";

/** The settings of a campaign, grouped by what they control. */
export function CampaignSettings({ campaign, editing }: { campaign: Campaign; editing: EditSession<CampaignEdit> }) {
  const { accountId, can } = useHere();
  const readOnly = !can("manager");
  const { data: groups = [] } = useQuery(dialGroups(accountId));
  const { data: loaded } = useQuery(catalogue(accountId));
  const { data: campaignDispositions = [] } = useQuery(dispositions(accountId, campaign.campaignId));
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const outcomes = loaded?.criteria.properties?.systemDispositions?.items?.enum ?? [];
  const settings = campaignGroups({
    dialGroups: groups.map(({ dialGroupId, dialGroupName }) => ({ value: dialGroupId, label: dialGroupName })),
    outcomes: [
      ...outcomes.map((value) => ({ value, label: outcomeOfPass(value) })),
      ...campaignDispositions.map(({ name }) => ({ value: name, label: name })),
    ],
  });
  const targets = allCampaigns
    .filter(({ campaignId }) => campaignId !== campaign.campaignId)
    .map(({ campaignId, campaignName }) => ({ value: campaignId, label: campaignName }));
  return (
    <form
      className="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (editing.count > 0) editing.save();
      }}
    >
      {settings.map(({ id, title, specs }) => (
        <section key={id} className="settings-group" aria-labelledby={id}>
          <Title order={2} id={id} mb="sm">
            {title}
          </Title>
          <div className="form-grid">
            {(Object.keys(specs) as (keyof CampaignEdit)[]).map((name) => (
              <FormField
                key={name}
                name={name}
                spec={(specs as Record<string, FieldSpec>)[name] as FieldSpec}
                editing={editing}
                readOnly={readOnly}
              />
            ))}
            {id === "when" && (
              <ReadField label="Calling hours, in the lead’s time zone">
                {weekInWords(editing.values)}.{" "}
                <TabLink tab="hours">{readOnly ? "View calling hours" : "Edit calling hours"}</TabLink>
              </ReadField>
            )}
          </div>
        </section>
      ))}
      <section className="settings-group" aria-labelledby="then">
        <Title order={2} id="then" mb={4}>
          After the call
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          If an agent took the call, the agent’s disposition decides what happens to the lead:{" "}
          <TabLink tab="dispositions">
            {campaignDispositions.length} {campaignDispositions.length === 1 ? "disposition" : "dispositions"}
          </TabLink>
          . If no one was reached, the lead is dialed again after the wait set above, unless a rule for that pass says
          otherwise:
        </Text>
        <PassActions
          actions={editing.values.passActions}
          campaigns={targets}
          readOnly={readOnly}
          problem={editing.problemOf("passActions")}
          onChange={(passActions) => editing.change({ passActions })}
        />
        <Conflict
          name="passActions"
          editing={editing}
          inWords={(theirs) =>
            (theirs as CampaignEdit["passActions"]).map((one) => passActionInWords(one, targets)).join("; ") || "none"
          }
        />
      </section>
      {!readOnly && <SaveBar editing={editing} />}
    </form>
  );
}

function TabLink({ tab, children }: { tab: string; children: React.ReactNode }) {
  return (
    <Anchor inherit underline="always" renderRoot={(props) => <Link to="." search={{ tab } as never} {...props} />}>
      {children}
    </Anchor>
  );
}
