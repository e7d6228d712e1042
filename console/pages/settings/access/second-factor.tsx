import { Button, Group, Modal, PasswordInput, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, request } from "../../../api/request.ts";
import type { Seed } from "../../../api/shapes.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { Problem } from "../../../ui/problem.tsx";
import { RecoveryCodes } from "../../../ui/second-factor/recovery-codes.tsx";
import { SeedFields } from "../../../ui/second-factor/seed-fields.tsx";
import { When } from "../../../words/when.tsx";
import { ownFactor } from "../queries.ts";

type Step = "set up" | "renew" | "remove";
const path = "/users/me/second-factor";

/** The user's second factor: set it up, get new recovery codes, or remove it. Each takes the password. */
export function SecondFactor() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(ownFactor);
  const [step, setStep] = useState<Step>();
  const [codes, setCodes] = useState<string[]>();
  const done = async (recoveryCodes?: string[]) => {
    setStep(undefined);
    setCodes(recoveryCodes);
    await queries.invalidateQueries({ queryKey: ownFactor.queryKey });
  };
  return (
    <section className="card narrow" aria-label="Second factor">
      <Stack gap="sm" align="start">
        <Title order={2} fz="sm">
          Second factor
        </Title>
        {error && !data && <Problem error={error} what="Your second factor" retry={refetch} />}
        {!data && !error && <Skeleton h={60} />}
        {data && !data.enabled && (
          <>
            <Text size="sm" c="dimmed">
              A code of an authenticator app on your phone, besides the password, keeps others out who learn it.
            </Text>
            <Button onClick={() => setStep("set up")}>Set up…</Button>
          </>
        )}
        {data?.enabled && (
          <>
            <Text size="sm">
              Signing in takes a code, since {data.confirmedAt && <When at={data.confirmedAt} />}.{" "}
              {data.recoveryCodesLeft} recovery {data.recoveryCodesLeft === 1 ? "code is" : "codes are"} left.
              {data.required && " Your account requires it."}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={() => setStep("renew")}>
                New recovery codes…
              </Button>
              <Button variant="subtle" color="red" onClick={() => setStep("remove")}>
                Remove…
              </Button>
            </Group>
          </>
        )}
      </Stack>
      {step === "set up" && <SetUp onDone={done} onClose={() => setStep(undefined)} />}
      {step && step !== "set up" && <Confirm step={step} onDone={done} onClose={() => setStep(undefined)} />}
      {codes && (
        <Modal opened onClose={() => setCodes(undefined)} title="Your recovery codes" closeOnClickOutside={false}>
          <Stack gap="md">
            <Text size="sm">
              Each of them signs you in once if you lose your phone. Keep them somewhere else; they are not shown again.
            </Text>
            <RecoveryCodes codes={codes} />
            <Button onClick={() => setCodes(undefined)}>Done</Button>
          </Stack>
        </Modal>
      )}
    </section>
  );
}

interface DialogProps {
  onDone: (recoveryCodes?: string[]) => Promise<void>;
  onClose: () => void;
}

/** Asks for the password, then shows the QR code and takes the first code. */
function SetUp({ onDone, onClose }: DialogProps) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const begin = useMutation({
    mutationFn: () => inWords(request<Seed>(path, { method: "POST", body: { password } })),
  });
  const confirm = useMutation({
    mutationFn: () =>
      request<{ recoveryCodes: string[] }>(`${path}/confirm`, { method: "POST", body: { code: code.trim() } }),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
    onError: () => setCode(""),
  });
  return (
    <FormDialog
      title="Set up a second factor"
      submitLabel={begin.data ? "Confirm" : "Continue"}
      disabled={begin.data ? code.trim().length !== 6 : password === ""}
      sending={begin.data ? confirm : begin}
      onSubmit={() => (begin.data ? confirm.mutate() : begin.mutate())}
      onClose={onClose}
    >
      {begin.data ? (
        <>
          <Text size="sm">Scan this with an authenticator app, and enter the code that the app shows.</Text>
          <SeedFields seed={begin.data} code={code} onCode={setCode} />
        </>
      ) : (
        <OwnPasswordField value={password} onChange={setPassword} />
      )}
    </FormDialog>
  );
}

/** Asks for the password before recovery codes are renewed or the second factor is removed. */
function Confirm({ step, onDone, onClose }: DialogProps & { step: "renew" | "remove" }) {
  const [password, setPassword] = useState("");
  const act = useMutation({
    mutationFn: () =>
      inWords(
        request<{ recoveryCodes: string[] } | undefined>(step === "renew" ? `${path}/recovery-codes` : path, {
          method: step === "renew" ? "POST" : "DELETE",
          body: { password },
        }),
      ),
    onSuccess: (answer) => onDone(answer?.recoveryCodes),
  });
  return (
    <FormDialog
      title={step === "renew" ? "New recovery codes" : "Remove the second factor"}
      submitLabel={step === "renew" ? "Create codes" : "Remove"}
      danger={step === "remove"}
      disabled={password === ""}
      sending={act}
      onSubmit={() => act.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        {step === "renew"
          ? "Ten new codes replace the earlier ones, which stop working."
          : "You will sign in with the password only, unless your account requires a second factor."}
      </Text>
      <OwnPasswordField value={password} onChange={setPassword} />
    </FormDialog>
  );
}

function OwnPasswordField({ value, onChange }: { value: string; onChange: (password: string) => void }) {
  return (
    <PasswordInput
      label="Your password"
      description="To make sure that it is you"
      autoComplete="current-password"
      required
      data-autofocus
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** A wrong password here is not a failed sign-in. */
async function inWords<T>(answer: Promise<T>): Promise<T> {
  return await answer.catch((error: Error) => {
    if (error instanceof ApiError && error.code === "SIGN_IN_FAILED")
      throw new ApiError(error.status, { code: error.code, detail: "The password is wrong." });
    throw error;
  });
}
