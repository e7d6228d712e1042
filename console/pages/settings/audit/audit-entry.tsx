import { Modal, Stack, Table, Text } from "@mantine/core";
import type { AuditItem } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { When } from "../../../words/when.tsx";
import { changedFieldsOf, changeInWords, fieldInWords, kindInWords, shownImages, valueInWords } from "./audit-words.ts";

/** One change: who made it, and the fields before and after. */
export function AuditEntry({ item, onClose }: { item: AuditItem; onClose: () => void }) {
  const { account } = useHere();
  const zone = account?.timeZone;
  const { action, entity, entityId, description, userName, userId, address, at } = item;
  const shown = shownImages(action);
  const fields = changedFieldsOf(item);
  return (
    <Modal opened onClose={onClose} size="lg" title={`${kindInWords(entity)} ${changeInWords(action).toLowerCase()}`}>
      <Stack gap="md">
        <div>
          <Text fw={600}>{description}</Text>
          <Text size="sm" c="dimmed">
            {userId === null && address === null ? "by Leadyard" : `by ${userName}`}
            {address !== null && ` from ${address}`}, <When at={at} />; ID {entityId}
          </Text>
        </div>
        {fields.length === 0 ? (
          <Text size="sm">No fields were recorded.</Text>
        ) : (
          <Table verticalSpacing={5}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Field</Table.Th>
                {shown.before && <Table.Th>Before</Table.Th>}
                {shown.after && <Table.Th>{shown.before ? "After" : "Value"}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {fields.map(({ field, was, is }) => (
                <Table.Tr key={field}>
                  <Table.Td>{fieldInWords(field)}</Table.Td>
                  {shown.before && <Table.Td className="audit-value">{valueInWords(was, zone)}</Table.Td>}
                  {shown.after && <Table.Td className="audit-value">{valueInWords(is, zone)}</Table.Td>}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Modal>
  );
}
