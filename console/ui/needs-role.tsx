import { Stack, Text } from "@mantine/core";
import type { Role } from "../api/shapes.ts";
import { PageTitle } from "./title.tsx";

/** Shown instead of a page that the user's role may not open. */
export function NeedsRole({ title, needed }: { title: string; needed: Role }) {
  return (
    <Stack className="page" gap="xs">
      <PageTitle title={title} />
      <Text>You need the {needed} role on this account to open this page. Ask an administrator of the account.</Text>
    </Stack>
  );
}
