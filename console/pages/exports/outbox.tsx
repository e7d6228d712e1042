import { Button, Drawer, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Mail } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import type { Search } from "../../url-search.ts";
import { When } from "../../words/when.tsx";
import { mail, outbox } from "./queries.ts";

const states: Record<Mail["status"], { label: string; family: string }> = {
  QUEUED: { label: "Queued", family: "engaged" },
  SENT: { label: "Sent", family: "ready" },
  KEPT: { label: "Not sent: no mail server", family: "stopped" },
  FAILED: { label: "Failed", family: "marked" },
};

function MailState({ status }: { status: Mail["status"] }) {
  const { label, family } = states[status];
  return (
    <span className="state" data-family={family}>
      {label}
    </span>
  );
}

/** The account's emails: queued, sent, kept because there is no mail server, or failed. One opens next to the list. */
export function Outbox({ mailId, onSearch }: { mailId: number | undefined; onSearch: (change: Search) => void }) {
  const { accountId } = useHere();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(outbox(accountId));
  const mails = data?.pages.flatMap((page) => page.mails);
  if (error && !mails) return <Problem error={error} what="The outbox" retry={refetch} />;
  if (!mails) return <Skeleton h={200} />;
  return (
    <>
      <section className="card">
        {mails.length === 0 ? (
          <>
            <Text fw={600}>No emails yet</Text>
            <Text c="dimmed" size="sm">
              Emails with leads are listed here. If no mail server is set up, you can read them here instead.
            </Text>
          </>
        ) : (
          <Table.ScrollContainer minWidth={520} type="native">
            <Table verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Subject</Table.Th>
                  <Table.Th>To</Table.Th>
                  <Table.Th>Status</Table.Th>
                  <Table.Th>When</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {mails.map((one) => (
                  <Table.Tr key={one.mailId}>
                    <Table.Td>
                      <Link
                        to="/accounts/$accountId/exports"
                        params={{ accountId: String(accountId) }}
                        search={{ tab: "outbox", mail: String(one.mailId) }}
                      >
                        {one.subject}
                      </Link>
                    </Table.Td>
                    <Table.Td>{one.to}</Table.Td>
                    <Table.Td>
                      <MailState status={one.status} />
                    </Table.Td>
                    <Table.Td>
                      <When at={one.sentAt ?? one.createdAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {hasNextPage && (
          <Button mt="sm" size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Load more
          </Button>
        )}
      </section>
      {mailId !== undefined && <ReadMail mailId={mailId} onClose={() => onSearch({ mail: undefined })} />}
    </>
  );
}

function ReadMail({ mailId, onClose }: { mailId: number; onClose: () => void }) {
  const { accountId } = useHere();
  const { data, error, refetch } = useQuery(mail(accountId, mailId));
  return (
    <Drawer opened onClose={onClose} position="right" size={620} title={data?.subject ?? "Email"} padding="md">
      {error && !data ? (
        <Problem error={error} what="The email" retry={refetch} />
      ) : !data ? (
        <Skeleton h={240} />
      ) : (
        <Stack gap="sm">
          <div>
            <MailState status={data.status} />
            <Text size="sm" c="dimmed">
              To {data.to}, created <When at={data.createdAt} />
              {data.sentAt !== null && (
                <>
                  , sent <When at={data.sentAt} />
                </>
              )}
              {data.actionId !== null && (
                <>
                  ,{" "}
                  <Link
                    className="in-text"
                    to="/accounts/$accountId/actions/$actionId"
                    params={{ accountId: String(accountId), actionId: String(data.actionId) }}
                  >
                    action {data.actionId}
                  </Link>
                </>
              )}
            </Text>
          </div>
          {data.error !== null && (
            <Text size="sm" role="alert">
              {data.status === "FAILED" ? "Not sent: " : "Will be retried. Last error: "}
              {data.error}
            </Text>
          )}
          <div className="mail-text">
            <Linked text={data.text} />
          </div>
        </Stack>
      )}
    </Drawer>
  );
}

/** Text with its URLs as links. */
function Linked({ text }: { text: string }) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text keep their order
      <a key={i} href={part} rel="noreferrer">
        {part}
      </a>
    ),
  );
}
