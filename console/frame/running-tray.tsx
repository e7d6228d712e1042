import { ActionIcon, Indicator, Popover, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { runningActions } from "../api/queries.ts";
import { request } from "../api/request.ts";
import type { LeadAction } from "../api/shapes.ts";
import { ActionProgress } from "../ui/action-progress.tsx";
import { IconProgress, IconProgressCheck } from "../ui/icons.tsx";
import { wordsOfAction } from "../ui/words.ts";
import { useHere } from "./account.ts";
import { useActing } from "./use-acting.ts";

/** What runs now, seen from every page; tells the person when something of theirs is over. */
export function RunningTray() {
  const { accountId, person } = useHere();
  const { finished } = useActing();
  const { data: running = [] } = useQuery({
    ...runningActions(accountId),
    refetchInterval: ({ state }) => (state.data?.length ? 1000 : 5000),
  });
  const [opened, setOpened] = useState(false);
  const before = useRef<LeadAction[]>([]);
  useEffect(() => {
    const over = before.current.filter(({ id }) => !running.some((one) => one.id === id));
    before.current = running;
    for (const { id, requestedBy } of over) {
      if (requestedBy === person.email)
        request<LeadAction>(`/accounts/${accountId}/lead-actions/${id}`).then(finished, () => undefined);
    }
  }, [running, accountId, person.email, finished]);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus>
      <Indicator disabled={running.length === 0} label={running.length} size={16} offset={8}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={running.length === 0 ? "Nothing is running" : `${running.length} running`}
            onClick={() => setOpened((is) => !is)}
          >
            {running.length === 0 ? <IconProgressCheck aria-hidden /> : <IconProgress aria-hidden />}
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown>
        {running.length === 0 && <Text size="sm">Nothing is running.</Text>}
        <Stack gap="sm">
          {running.map((action) => (
            <div key={action.id}>
              <Link
                to="/accounts/$accountId/actions/$actionId"
                params={{ accountId: String(accountId), actionId: String(action.id) }}
                onClick={() => setOpened(false)}
              >
                {wordsOfAction(action.action).label}
              </Link>
              <ActionProgress action={action} />
            </div>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
