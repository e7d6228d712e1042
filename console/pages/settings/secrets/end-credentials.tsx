import { Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";
import type { EndedCredentials, User } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { credentialsInWords } from "../../../words/password-words.ts";

/** Ends everything that signs a user in, except the password. */
export function EndCredentials({ user, onClose }: { user: User; onClose: () => void }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const end = useMutation({
    mutationFn: () =>
      request<EndedCredentials>(`/accounts/${accountId}/users/${user.userId}/credentials`, { method: "DELETE" }),
    onSuccess({ ended }) {
      showMessage(`Ended ${credentialsInWords(ended)} of ${user.email}.`);
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Sign out ${user.email}`}
      submitLabel="Sign out everywhere"
      danger
      sending={end}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        This ends all sessions, API tokens, and JWT credentials of this user; programs that use them lose access
        immediately. The user can sign in again with the password.
      </Text>
    </FormDialog>
  );
}
