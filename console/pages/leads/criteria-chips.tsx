import { ActionIcon, Button, Group, Menu, Popover } from "@mantine/core";
import { useState } from "react";
import type { Criteria, JsonSchema } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { IconFilterPlus, IconX } from "../../ui/icons.tsx";
import { criterionInWords, criterionLabel, useNames } from "../../words/criteria-words.ts";
import { CriterionEditor } from "./criterion-editor.tsx";

interface Props {
  schema: JsonSchema;
  criteria: Criteria;
  onChange: (name: string, value: unknown) => void;
  onClear: () => void;
}

// Other criteria cover these.
const redundant = new Set(["campaignId", "leadPhoneNumbers"]);

const groups = [
  {
    label: "Source and location",
    names: ["campaignIds", "listIds", "leadTimezones", "physicalStates", "city", "zip", "address1", "address2"],
  },
  {
    label: "State and schedule",
    names: [
      "leadStates",
      "suppressed",
      "suppressedUntilCriteria",
      "nextDialTimeCriteria",
      "pendingAgentId",
      "orphanedLeadsOnly",
    ],
  },
  {
    label: "Call history",
    names: ["leadPassesCriteria", "lastPassTimeCriteria", "systemDispositions", "agentDispositions", "agentId"],
  },
  { label: "Contact", names: ["firstName", "lastName", "leadPhoneNum", "emailAddress", "externIds", "leadIds"] },
];

/** The search as chips, each opening an editor, and a menu of all other criteria of the API. */
export function CriteriaChips({ schema, criteria, onChange, onClear }: Props) {
  const { accountId, account } = useHere();
  const names = useNames(accountId);
  const [open, setOpen] = useState<string>();
  const properties = schema.properties ?? {};
  const offered = Object.keys(properties).filter((name) => !redundant.has(name) || name in criteria);
  const used = offered.filter((name) => name in criteria || name === open);
  const grouped = new Set(groups.flatMap((group) => group.names));
  const menu = [...groups, { label: "More", names: offered.filter((name) => !grouped.has(name)) }];
  return (
    <Group gap={6} role="group" aria-label="Search criteria">
      {used.map((name) => (
        <Popover
          key={name}
          opened={open === name}
          onChange={(opened) => setOpen(opened ? name : undefined)}
          position="bottom-start"
          width={300}
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <Button.Group>
              <Button size="xs" variant="default" fw={400} onClick={() => setOpen(open === name ? undefined : name)}>
                {criterionLabel(name)}
                {name in criteria && (
                  <strong className="chip-words">
                    {criterionInWords(name, criteria[name as keyof Criteria], names, account?.timeZone)}
                  </strong>
                )}
              </Button>
              <ActionIcon
                size={30}
                variant="default"
                aria-label={`Remove ${criterionLabel(name)}`}
                onClick={() => {
                  setOpen(undefined);
                  onChange(name, undefined);
                }}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Button.Group>
          </Popover.Target>
          <Popover.Dropdown>
            <CriterionEditor
              name={name}
              schema={properties[name] as JsonSchema}
              value={criteria[name as keyof Criteria]}
              onChange={(value) => onChange(name, value)}
              onDone={() => setOpen(undefined)}
            />
          </Popover.Dropdown>
        </Popover>
      ))}
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <Button size="xs" variant="subtle" leftSection={<IconFilterPlus size={16} aria-hidden />}>
            {used.length === 0 ? "Filter" : "Add filter"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="60vh" style={{ overflowY: "auto" }}>
          {menu.map((group) => {
            const unused = group.names.filter((name) => offered.includes(name) && !used.includes(name));
            return (
              unused.length > 0 && (
                <div key={group.label}>
                  <Menu.Label>{group.label}</Menu.Label>
                  {unused.map((name) => (
                    <Menu.Item key={name} onClick={() => setOpen(name)}>
                      {criterionLabel(name)}
                    </Menu.Item>
                  ))}
                </div>
              )
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {used.length > 1 && (
        <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
          Clear all
        </Button>
      )}
    </Group>
  );
}
