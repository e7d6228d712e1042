import { ActionIcon, Indicator, Popover, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { runningActions } from "../api/queries.ts";
import { request } from "../api/request.ts";
import type { LeadAction } from "../api/shapes.ts";
import { ActionProgress } from "../ui/action-progress.tsx";
import { IconProgress, IconProgressCheck } from "../ui/icons.tsx";
import { wordsOfAction } from "../words/words.ts";
import { useHere } from "./account.ts";
import { useActing } from "./use-acting.ts";

/** Shows running actions on every page, and announces the user's own actions when they end. */
export function RunningTray() {
  const { accountId, person } = useHere();
  const { finished } = useActing();
  const { data: running = [] } = useQuery({
    ...runningActions(accountId),
    // Every second while something runs, for smooth progress; otherwise often enough to notice actions by others.
    refetchInterval: ({ state }) => (state.data?.length ? 1000 : 5000),
  });
  const [opened, setOpened] = useState(false);
  const before = useRef<LeadAction[]>([]);
  // An action that was running at the last poll and no longer is has ended.
  useEffect(() => {
    const ended = before.current.filter(({ id }) => !running.some((one) => one.id === id));
    before.current = running;
    for (const { id, requestedBy } of ended) {
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
