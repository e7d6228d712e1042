import Type from "typebox";
import { Name } from "../validation/field-schemas.ts";
import type { Fields, Settings } from "../validation/fields.ts";

const agentTypes = ["AGENT", "SUPERVISOR", "MULTI_USER", "MULTI_SUPERVISOR"] as const;

const PersonName = Type.String({ maxLength: 255 });

/** The settings of an agent that the engine acts on, or that name the agent. */
export const agentFields = {
  username: { column: "username", dialing: "none", effect: "acts", schema: Name },
  firstName: { column: "first_name", dialing: "none", effect: "label", schema: PersonName },
  lastName: { column: "last_name", dialing: "none", effect: "label", schema: PersonName },
  email: {
    column: "email",
    dialing: "none",
    effect: "label",
    schema: Type.String({
      maxLength: 320,
      pattern: "^([^\\s@]+@[^\\s@]+)?$",
      description: "an email address, or empty",
    }),
  },
  agentType: { column: "agent_type", dialing: "none", effect: "kept", schema: Type.Enum(agentTypes) },
  isActive: { column: "is_active", dialing: "eligibility", effect: "acts", schema: Type.Boolean() },
} as const satisfies Fields;

/**
 * The settings without secrets for signing in elsewhere (`password`, `sipPassword`, `phoneLoginPin`), at any depth.
 * Agents don't sign in here, so such secrets are neither stored nor returned.
 */
export function withoutSecrets(settings: Settings): Settings {
  return removeSecrets(settings) as Settings;
}

function removeSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(removeSecrets);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => !/password|loginpin$/i.test(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, removeSecrets(inner)]));
}
