import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { ApiError } from "../../api/request.ts";

interface Change {
  value: unknown;
  /** The saved value when the change began. */
  was: unknown;
}
type Changes = Record<string, Change>;

/** Someone else has saved another value of a field that is being changed. */
class EditConflict extends Error {}

/** Unsaved changes by key. They outlive their page, but not the tab. */
const unsaved = new Map<string, Changes>();

export interface EditSession<T> {
  /** The saved values with the changes applied. */
  values: T;
  /** Only the fields that differ from the saved values. */
  changed: Partial<T>;
  count: number;
  change: (fields: Partial<T>) => void;
  discard: () => void;
  /** The values that others have saved in changed fields, by field. */
  conflicts: ReadonlyMap<string, unknown>;
  /** Keeps one of the two values. */
  resolveConflict: (name: keyof T & string, whose: "mine" | "theirs") => void;
  /** Why the API refused the field. */
  problemOf: (name: string) => string | undefined;
  error: Error | null;
  saving: boolean;
  save: () => void;
}

interface Options<T, R> {
  /** Identifies the changes while their page is not shown. */
  key: string;
  saved: T;
  /** Refetches the saved values before sending, so that others' changes are not overwritten unseen. */
  reread?: () => Promise<T>;
  send: (changed: Partial<T>, values: T) => Promise<R>;
  onSaved?: (result: R) => void;
}

/** Keeps track of changes to a saved object until they are saved or discarded, and detects conflicting changes by others. */
export function useEditing<T extends object, R>({ key, saved, reread, send, onSaved }: Options<T, R>): EditSession<T> {
  const [changes, setChanges] = useState<Changes>(() => unsaved.get(key) ?? {});
  useEffect(() => {
    if (Object.keys(changes).length === 0) unsaved.delete(key);
    else unsaved.set(key, changes);
  }, [key, changes]);
  // Synchronous, so that leaving right after saving doesn't warn about changes that no longer exist.
  const setChangesNow = (update: (now: Changes) => Changes) => flushSync(() => setChanges(update));
  const changed = changedValues(changes, saved);
  const values = { ...saved, ...changed };
  const saving = useMutation({
    async mutationFn(sent: Partial<T>) {
      if (reread) {
        const now = await reread();
        if (conflictsWith(changes, now).size > 0)
          throw new EditConflict("Someone else has changed this in the meantime.");
      }
      return await send(sent, { ...saved, ...sent });
    },
    onSuccess(result, sent) {
      setChangesNow((now) => omit(now, (name, { value }) => name in sent && same(value, sent[name as keyof T])));
      onSaved?.(result);
    },
    onError: () =>
      requestAnimationFrame(() => document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus()),
  });
  const { error } = saving;
  const conflicts = conflictsWith(changes, saved);
  return {
    values,
    changed,
    count: Object.keys(changed).length,
    change(fields) {
      if (!saving.isPending) saving.reset();
      setChanges((before) => ({
        ...before,
        ...Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [
            name,
            { value, was: before[name] ? before[name].was : saved[name as keyof T] },
          ]),
        ),
      }));
    },
    discard() {
      saving.reset();
      setChangesNow(() => ({}));
    },
    conflicts,
    resolveConflict(name, whose) {
      saving.reset();
      setChanges((before) => {
        if (whose === "theirs") return omit(before, (other) => other === name);
        const mine = before[name];
        return mine ? { ...before, [name]: { ...mine, was: saved[name] } } : before;
      });
    },
    problemOf(name) {
      const field = error instanceof ApiError ? error.field : undefined;
      if (field === name) return error?.message.replace(`${name} is `, "This is ");
      return field?.startsWith(`${name}.`) ? error?.message : undefined;
    },
    error: error instanceof EditConflict && conflicts.size === 0 ? null : error,
    saving: saving.isPending,
    save: () => saving.mutate(changed),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function changedValues<T extends object>(changes: Changes, saved: T): Partial<T> {
  const entries = Object.entries(changes).filter(([name, { value }]) => !same(value, saved[name as keyof T]));
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value])) as Partial<T>;
}

function conflictsWith<T extends object>(changes: Changes, saved: T): Map<string, unknown> {
  const entries = Object.entries(changes).filter(([name, { value, was }]) => {
    const now = saved[name as keyof T];
    return !same(now, was) && !same(now, value);
  });
  return new Map(entries.map(([name]) => [name, saved[name as keyof T]]));
}

const omit = (changes: Changes, isOmitted: (name: string, change: Change) => boolean): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([name, change]) => !isOmitted(name, change)));
