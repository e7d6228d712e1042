import { Stack, Text } from "@mantine/core";
import type { Role } from "../api/shapes.ts";
import { PageTitle } from "./title.tsx";

/** In the place of a page that a person's role does not open. */
export function NeedsRole({ title, needed }: { title: string; needed: Role }) {
  return (
    <Stack className="page" gap="xs">
      <PageTitle title={title} />
      <Text>This takes the role {needed} on this account. Whoever administers it can give it to you.</Text>
    </Stack>
  );
}
