import { Alert, Select, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { IconPhoneOff } from "../../ui/icons.tsx";
import { choices, columnName, faultOf, fieldLabel, nameFor, retargeted, type Sheet, type Target } from "./targets.ts";

interface Props {
  sheet: Sheet;
  targets: Target[];
  onChange: (targets: Target[]) => void;
  /** What the API refused, and of which column. */
  refused: { index: number; words: string } | undefined;
}

/** Each column with three of its values, and what it fills. */
export function ColumnTargets({ sheet, targets, onChange, refused }: Props) {
  const [told, setTold] = useState("");
  const change = (index: number, target: Target) => {
    const { targets: changed, freed } = retargeted(targets, index, target);
    const other = freed === undefined ? undefined : sheet.columns[freed];
    setTold(other ? `“${columnName(other)}” was ${fieldLabel(target.to)} before, and is ignored now.` : "");
    onChange(changed);
  };
  return (
    <div>
      {!targets.some(({ to }) => to === "leadPhone") && (
        <Alert
          color="red"
          variant="light"
          mb="sm"
          role="alert"
          icon={<IconPhoneOff aria-hidden />}
          title="No column holds the phone"
        >
          A lead is loaded by its phone. Choose the column that has it, and give it the target “Phone”.
        </Alert>
      )}
      <Text size="sm" c="dimmed" role="status" mb={told ? "xs" : 0}>
        {told}
      </Text>
      <Table className="load-columns" verticalSpacing={6} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="24%">Column</Table.Th>
            <Table.Th>Values</Table.Th>
            <Table.Th w={230}>Becomes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sheet.columns.map((column) => {
            const target = targets[column.index] ?? { to: "" as const, name: "" };
            const error = refused?.index === column.index ? refused.words : undefined;
            const name = columnName(column);
            return (
              <Table.Tr key={column.index} data-ignored={target.to === "" || undefined}>
                <Table.Td>
                  <span className="load-name">{name}</span>
                </Table.Td>
                <Table.Td>
                  <Samples samples={column.samples} />
                </Table.Td>
                <Table.Td>
                  <Select
                    aria-label={`${name} becomes`}
                    data={choices}
                    value={target.to}
                    allowDeselect={false}
                    searchable
                    nothingFoundMessage="No field of that name"
                    maxDropdownHeight={320}
                    error={error}
                    onChange={(to) =>
                      change(column.index, {
                        to: (to ?? "") as Target["to"],
                        name: to === "extended" ? target.name || nameFor(column) : "",
                      })
                    }
                  />
                  {target.to === "extended" && (
                    <TextInput
                      mt={4}
                      aria-label={`Name of ${name} in the extended data`}
                      value={target.name}
                      error={faultOf(targets, column.index)}
                      onChange={({ currentTarget }) =>
                        change(column.index, { to: "extended", name: currentTarget.value })
                      }
                    />
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Samples({ samples }: { samples: string[] }) {
  if (samples.length === 0) return <div className="load-samples dim">no value in the first rows</div>;
  return (
    <ul className="load-samples">
      {samples.map((sample, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: values may stand twice, and stay in their places
        <li key={i} title={sample}>
          {sample}
        </li>
      ))}
    </ul>
  );
}
