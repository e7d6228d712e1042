import { Alert, Select, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { IconPhoneOff } from "../../ui/icons.tsx";
import { choices, columnName, faultOf, fieldLabel, nameFor, type Sheet, setTarget, type Target } from "./targets.ts";

interface Props {
  sheet: Sheet;
  targets: Target[];
  onChange: (targets: Target[]) => void;
  /** The column that the API rejected, and why. */
  refused: { index: number; words: string } | undefined;
}

/** The columns of a file, each with sample values and the lead field it fills. */
export function ColumnTargets({ sheet, targets, onChange, refused }: Props) {
  const [notice, setNotice] = useState("");
  const change = (index: number, target: Target) => {
    const { targets: changed, replaced } = setTarget(targets, index, target);
    const other = replaced === undefined ? undefined : sheet.columns[replaced];
    setNotice(other ? `“${columnName(other)}” no longer fills ${fieldLabel(target.to)} and is now ignored.` : "");
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
          title="Phone column missing"
        >
          Every lead needs a phone number. Set the column that has it to “Phone”.
        </Alert>
      )}
      <Text size="sm" c="dimmed" role="status" mb={notice ? "xs" : 0}>
        {notice}
      </Text>
      <Table className="load-columns" verticalSpacing={6} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="24%">Column</Table.Th>
            <Table.Th>Sample values</Table.Th>
            <Table.Th w={230}>Lead field</Table.Th>
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
                    aria-label={`Lead field for ${name}`}
                    data={choices}
                    value={target.to}
                    allowDeselect={false}
                    searchable
                    nothingFoundMessage="No matching fields"
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
                      aria-label={`Extended data name for ${name}`}
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
  if (samples.length === 0) return <div className="load-samples dim">no values in the first rows</div>;
  return (
    <ul className="load-samples">
      {samples.map((sample, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: values can repeat and keep their order
        <li key={i} title={sample}>
          {sample}
        </li>
      ))}
    </ul>
  );
}
