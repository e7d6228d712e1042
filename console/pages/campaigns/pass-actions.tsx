import { ActionIcon, Button, Checkbox, NumberInput, Select, Text } from "@mantine/core";
import type { CampaignValues } from "../../api/shapes.ts";
import { type Choice, durationInWords } from "../../ui/form/field-spec.ts";
import { IconTrash } from "../../ui/icons.tsx";
import "./pass-actions.css";

type PassAction = CampaignValues["passActions"][number];

const requeues = [
  { value: "STANDARD", label: "dial the lead again" },
  { value: "PRIORITY", label: "dial it again with priority" },
  { value: "NONE", label: "complete the lead" },
];

/** Edits rules for unanswered passes by pass number. They override the campaign's time between passes. */
export function PassActions({
  actions,
  campaigns,
  readOnly,
  problem,
  onChange,
}: {
  actions: PassAction[];
  campaigns: Choice[];
  readOnly: boolean;
  problem: string | undefined;
  onChange: (actions: PassAction[]) => void;
}) {
  if (readOnly)
    return (
      <ul className="plain-list">
        {actions.map((action, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their position
          <li key={i}>{passActionInWords(action, campaigns)}</li>
        ))}
        {actions.length === 0 && <li>No rules: after every unanswered pass, the lead waits and is dialed again.</li>}
      </ul>
    );
  const set = (i: number, some: Partial<Record<keyof PassAction, unknown>>) =>
    onChange(
      actions.map((one, j) =>
        j === i
          ? (Object.fromEntries(
              Object.entries({ ...one, ...some }).filter(([, value]) => value !== undefined),
            ) as unknown as PassAction)
          : one,
      ),
    );
  return (
    <div className="pass-actions">
      {actions.map((action, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their position
        <fieldset key={i} className="pass-action">
          <legend className="sr-only">Rule {i + 1}</legend>
          <NumberInput
            label="From pass"
            w={90}
            min={1}
            allowDecimal={false}
            value={action.fromPass}
            onChange={(n) => n !== "" && set(i, { fromPass: Number(n) })}
          />
          <NumberInput
            label="To pass"
            w={90}
            min={1}
            allowDecimal={false}
            value={action.toPass}
            onChange={(n) => n !== "" && set(i, { toPass: Number(n) })}
          />
          <Select
            label="Then"
            w={210}
            allowDeselect={false}
            data={requeues}
            value={action.isComplete ? "NONE" : action.requeue}
            onChange={(requeue) => set(i, { requeue, isComplete: undefined })}
          />
          <NumberInput
            label="After"
            w={140}
            min={0}
            hideControls
            allowDecimal={false}
            suffix=" minutes"
            placeholder="default wait"
            value={action.delayMin ?? ""}
            onChange={(n) => set(i, { delayMin: n === "" ? undefined : Number(n) })}
          />
          <Select
            label="In campaign"
            w={200}
            clearable
            searchable
            placeholder="this campaign"
            data={campaigns.map(({ value, label }) => ({ value: String(value), label }))}
            value={action.destCampaignId === undefined ? null : String(action.destCampaignId)}
            onChange={(id) =>
              set(
                i,
                id === null ? { destCampaignId: undefined, createCopy: undefined } : { destCampaignId: Number(id) },
              )
            }
          />
          {action.destCampaignId !== undefined && (
            <Checkbox
              mb={8}
              label="As a copy"
              checked={action.createCopy ?? false}
              onChange={({ currentTarget }) => set(i, { createCopy: currentTarget.checked || undefined })}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`Delete rule ${i + 1}`}
            onClick={() => onChange(actions.filter((_, j) => j !== i))}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </fieldset>
      ))}
      {problem && (
        <Text size="xs" c="red" role="alert">
          {problem}
        </Text>
      )}
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          const from = actions.reduce((last, { toPass }) => Math.max(last, toPass), 0) + 1;
          onChange([...actions, { fromPass: from, toPass: from, requeue: "STANDARD" }]);
        }}
      >
        Add rule
      </Button>
    </div>
  );
}

/** `Passes 1 to 3: dial the lead again after 2 h` */
export function passActionInWords({ fromPass, toPass, ...action }: PassAction, campaigns: Choice[]): string {
  const which = fromPass === toPass ? `Pass ${fromPass}` : `Passes ${fromPass} to ${toPass}`;
  const what = requeues.find(({ value }) => value === (action.isComplete ? "NONE" : action.requeue))?.label;
  const where = campaigns.find(({ value }) => value === action.destCampaignId)?.label;
  const wait = action.delayMin === undefined ? "" : ` after ${durationInWords(action.delayMin)}`;
  return `${which}: ${what}${wait}${where ? `, in ${where}${action.createCopy ? " as a copy" : ""}` : ""}`;
}
