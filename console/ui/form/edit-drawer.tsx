import { Button, Drawer, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Search } from "../../url-search.ts";
import type { FieldSpec } from "./field-spec.ts";
import { FormField } from "./form-field.tsx";
import { SaveError } from "./save-bar.tsx";
import { UnsavedGuard } from "./unsaved-guard.tsx";
import type { EditSession } from "./use-editing.ts";

/** A form in a drawer, opened by a URL parameter: `?agent=12` edits an agent, `?agent=new` creates one. */
export function EditDrawer<T extends object>({
  title,
  param,
  groups,
  editing,
  isNew,
  readOnly = false,
  tools,
  children,
  onClose,
}: {
  title: string;
  /** The URL parameter that opens the drawer. */
  param: string;
  groups: { title?: string; specs: { [K in keyof T]?: FieldSpec } }[];
  editing: EditSession<T>;
  isNew: boolean;
  readOnly?: boolean;
  /** Shown next to Save and Close. */
  tools?: ReactNode;
  children?: ReactNode;
  onClose: () => void;
}) {
  const { count, saving, error, conflicts } = editing;
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={title} padding="md">
      <UnsavedGuard
        count={count}
        leaves={(from, to) => from.pathname !== to.pathname || (from.search as Search)[param] !== to.search[param]}
        onDiscard={editing.discard}
      />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (count > 0) editing.save();
        }}
      >
        <Stack gap="md">
          {groups.map(({ title: heading, specs }, i) => (
            <fieldset key={heading ?? i} className="form-group">
              {heading && <legend>{heading}</legend>}
              <Stack gap="sm">
                {(Object.keys(specs) as (keyof T & string)[]).map((name) => (
                  <FormField
                    key={name}
                    name={name}
                    spec={specs[name] as FieldSpec}
                    editing={editing}
                    readOnly={readOnly}
                  />
                ))}
              </Stack>
            </fieldset>
          ))}
          {children}
          <SaveError error={conflicts.size > 0 ? null : error} />
          <Group gap="xs">
            {!readOnly && (
              <Button type="submit" loading={saving} disabled={count === 0 || conflicts.size > 0}>
                {isNew ? "Create" : `Save ${count || ""} ${count === 1 ? "change" : "changes"}`}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            {tools}
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}
