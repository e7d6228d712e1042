import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { ApiError } from "../../api/request.ts";

interface Change {
  value: unknown;
  /** What was saved when the change began. */
  was: unknown;
}
type Changes = Record<string, Change>;

/** Somebody else has saved another value of what is changed here. */
class EditConflict extends Error {}

/** Changes that are not saved outlive their page. */
const kept = new Map<string, Changes>();

export interface Editing<T> {
  /** What is saved, with the changes on top. */
  values: T;
  /** Only what differs from what is saved. */
  changed: Partial<T>;
  count: number;
  change: (some: Partial<T>) => void;
  discard: () => void;
  /** What stands there now where somebody else has changed the same field, by its name. */
  conflicts: ReadonlyMap<string, unknown>;
  /** Settles a conflict. */
  settle: (name: keyof T & string, whose: "mine" | "theirs") => void;
  /** Why the field was refused. */
  problemOf: (name: string) => string | undefined;
  error: Error | null;
  saving: boolean;
  save: () => void;
}

interface Options<T, R> {
  /** Under which changes are kept while the page is away. */
  key: string;
  saved: T;
  /** Reads again what is saved: before it is sent, so that what others saved meanwhile is not overwritten unseen. */
  reread?: () => Promise<T>;
  send: (changed: Partial<T>, values: T) => Promise<R>;
  onSaved?: (result: R) => void;
}

/** Changes to something saved, from the first key pressed until they are saved, refused at a field, or discarded. */
export function useEditing<T extends object, R>({ key, saved, reread, send, onSaved }: Options<T, R>): Editing<T> {
  const [changes, setChanges] = useState<Changes>(() => kept.get(key) ?? {});
  useEffect(() => {
    if (Object.keys(changes).length === 0) kept.delete(key);
    else kept.set(key, changes);
  }, [key, changes]);
  // At once, so that who leaves next is not warned of changes that are none any more.
  const settled = (update: (now: Changes) => Changes) => flushSync(() => setChanges(update));
  const changed = differing(changes, saved);
  const values = { ...saved, ...changed };
  const saving = useMutation({
    async mutationFn(sent: Partial<T>) {
      if (reread) {
        const now = await reread();
        if (conflicting(changes, now).size > 0) throw new EditConflict("Somebody else has changed this meanwhile.");
      }
      return await send(sent, { ...saved, ...sent });
    },
    onSuccess(result, sent) {
      settled((now) => without(now, (name, { value }) => name in sent && same(value, sent[name as keyof T])));
      onSaved?.(result);
    },
    onError: () =>
      requestAnimationFrame(() => document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus()),
  });
  const { error } = saving;
  const conflicts = conflicting(changes, saved);
  return {
    values,
    changed,
    count: Object.keys(changed).length,
    change(some) {
      if (!saving.isPending) saving.reset();
      setChanges((before) => ({
        ...before,
        ...Object.fromEntries(
          Object.entries(some).map(([name, value]) => [
            name,
            { value, was: before[name] ? before[name].was : saved[name as keyof T] },
          ]),
        ),
      }));
    },
    discard() {
      saving.reset();
      settled(() => ({}));
    },
    conflicts,
    settle(name, whose) {
      saving.reset();
      setChanges((before) => {
        if (whose === "theirs") return without(before, (other) => other === name);
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

function differing<T extends object>(changes: Changes, saved: T): Partial<T> {
  const entries = Object.entries(changes).filter(([name, { value }]) => !same(value, saved[name as keyof T]));
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value])) as Partial<T>;
}

function conflicting<T extends object>(changes: Changes, saved: T): Map<string, unknown> {
  const entries = Object.entries(changes).filter(([name, { value, was }]) => {
    const now = saved[name as keyof T];
    return !same(now, was) && !same(now, value);
  });
  return new Map(entries.map(([name]) => [name, saved[name as keyof T]]));
}

const without = (changes: Changes, gone: (name: string, change: Change) => boolean): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([name, change]) => !gone(name, change)));
