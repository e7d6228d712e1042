import { Select } from "@mantine/core";
import type { Role } from "../../../api/shapes.ts";

const meanings: Record<Role, string> = {
  viewer: "Viewer: sees everything",
  dialer: "Dialer: also claims leads and records calls",
  manager: "Manager: also changes leads, campaigns, and agents",
  admin: "Administrator: also manages users, tokens, and the account",
};

/** `Manager` */
export const roleInWords = (role: Role) => meanings[role].replace(/:.*/, "");

export function RoleSelect({
  label,
  none,
  value,
  onChange,
}: {
  label: string;
  /** The label of having no role; undefined if a role is required. */
  none?: string;
  value: Role | null;
  onChange: (role: Role | null) => void;
}) {
  const options = Object.entries(meanings).map(([role, meaning]) => ({ value: role, label: meaning }));
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={none ? [{ value: "", label: none }, ...options] : options}
      value={value ?? ""}
      onChange={(role) => onChange((role || null) as Role | null)}
    />
  );
}
