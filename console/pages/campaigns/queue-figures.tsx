import { Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { queue } from "../../api/queries.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import { reasons } from "../../words/dial-status.ts";
import { count } from "../../words/words.ts";

/** How many leads of a campaign are dialable now and later, and why the others aren't. */
export function QueueFigures({ campaignId }: { campaignId: number }) {
  const { accountId } = useHere();
  const { data, error, refetch } = useQuery({ ...queue(accountId, campaignId), refetchInterval: 30_000 });
  return (
    <section className="card queue-figures" aria-labelledby="queue-figures">
      <Title order={2} id="queue-figures">
        Queue
      </Title>
      {error && !data ? (
        <Problem error={error} what="The queue" retry={refetch} />
      ) : !data ? (
        <Skeleton h={160} mt="sm" />
      ) : (
        <>
          <Text fz={30} lh={1.2} fw={650} className="figures">
            {count(data.dialableNow)}
          </Text>
          <Text size="sm" c="dimmed" mb="sm">
            dialable now of {count(data.total)}
          </Text>
          <dl>
            <Line label="later today" n={data.laterToday} />
            <Line label="tomorrow" n={data.tomorrow} />
            <Line label="later" n={data.later} />
          </dl>
          {data.notDialable.length > 0 && (
            <>
              <Text size="xs" fw={600} c="dimmed" mt="sm">
                Not dialable
              </Text>
              <dl>
                {data.notDialable
                  .toSorted((a, b) => b.count - a.count)
                  .map(({ reason, count: n }) => (
                    <Line key={reason} label={reasons[reason] ?? reason} n={n} />
                  ))}
              </dl>
            </>
          )}
        </>
      )}
    </section>
  );
}

function Line({ label, n }: { label: string; n: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="figures">{count(n)}</dd>
    </div>
  );
}
