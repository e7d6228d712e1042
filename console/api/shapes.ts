/** Types of the API's requests and responses, derived from the server's schemas. Only types: no server code is bundled. */
import type { Static, TObject } from "typebox";
import type { auditActions, auditable } from "../../src/accounts/audit/audit.ts";
import type { AuditEntry } from "../../src/accounts/audit/audit-search.ts";
import type { Role } from "../../src/accounts/caller.ts";
import type { agentFields } from "../../src/agents/agent-fields.ts";
import type { AgentGroup as AgentGroupRow } from "../../src/agents/agent-groups.ts";
import type { Membership } from "../../src/agents/dial-group-members.ts";
import type { campaignFields } from "../../src/campaigns/campaign-fields.ts";
import type { dialGroupFields } from "../../src/campaigns/dial-group-fields.ts";
import type { dispositionFields } from "../../src/dispositions/disposition-fields.ts";
import type { LeadActionPreview } from "../../src/http/shared/lead-action-preview.ts";
import type {
  AccountResource,
  ClosedAccountResource,
  SubAccountResource,
} from "../../src/http/v1/accounts/account-resource.ts";
import type { ApiClientResource } from "../../src/http/v1/api-clients/api-client-resource.ts";
import type { CallbackResource } from "../../src/http/v1/callbacks/callback-resource.ts";
import type { HolidayResource, StateWindowResource } from "../../src/http/v1/calling-rules/calling-rules-resource.ts";
import type { DncEntryResource } from "../../src/http/v1/dnc/dnc-entry-resource.ts";
import type { DncTagResource } from "../../src/http/v1/dnc/dnc-tag-resource.ts";
import type { ExportResource } from "../../src/http/v1/exports/export-resource.ts";
import type { FloorNewsResource, FloorResource } from "../../src/http/v1/floor/floor-resource.ts";
import type { OverviewResource } from "../../src/http/v1/floor/overview-resource.ts";
import type { QueueResource } from "../../src/http/v1/floor/queue-resource.ts";
import type { JwtCredentialResource } from "../../src/http/v1/jwt-credentials/jwt-credential-resource.ts";
import type { LeadActionResource } from "../../src/http/v1/lead-actions/lead-action-resource.ts";
import type { LeadFileResource } from "../../src/http/v1/lead-files/lead-file-resource.ts";
import type { LeadDetails as LeadDetailsSchema, LeadResource } from "../../src/http/v1/leads/lead-resource.ts";
import type { SavedSearchResource } from "../../src/http/v1/saved-searches/saved-search-resource.ts";
import type { SecondFactorResource, SeedResource } from "../../src/http/v1/second-factor/second-factor-resource.ts";
import type {
  ChallengeResource,
  SessionTokens,
  SignInOptions as SignInOptionsSchema,
} from "../../src/http/v1/session/session-tokens.ts";
import type { SessionResource } from "../../src/http/v1/sessions/session-resource.ts";
import type { ApiTokenResource } from "../../src/http/v1/tokens/api-token-resource.ts";
import type { EndedCredentials as Ended, UserResource, userFields } from "../../src/http/v1/users/user-resource.ts";
import type { Rejection as RejectedRow } from "../../src/leads/files/rejected-rows.ts";
import type { HistoryEvent as Event, historyKinds } from "../../src/leads/history.ts";
import type { Criteria as CriteriaShape } from "../../src/leads/search/criteria.ts";
import type { LeadState } from "../../src/leads/state.ts";
import type { TouchedLead as Touched } from "../../src/leads/touched-leads.ts";
import type { List as LeadList } from "../../src/lists/lists.ts";
import type { OutboxMail } from "../../src/mail/outbox.ts";
import type { Values } from "../../src/validation/fields.ts";

/** The type after a trip through JSON: dates become strings. */
type Json<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

export type { LeadState, Role };
export type Tokens = Static<typeof SessionTokens>;
export type Challenge = Static<typeof ChallengeResource>;
export type SignInOptions = Static<typeof SignInOptionsSchema>;
export type SecondFactor = Static<typeof SecondFactorResource>;
export type Seed = Static<typeof SeedResource>;
export type ApiClient = Static<typeof ApiClientResource>;
export type Account = Static<typeof AccountResource>;
export type SubAccount = Static<typeof SubAccountResource>;
export type ClosedAccount = Static<typeof ClosedAccountResource>;
export type Session = Static<typeof SessionResource>;
export type EndedCredentials = Static<typeof Ended>;
export type Person = Static<TObject<typeof userFields>> & { accounts: Account[] };
export type Criteria = CriteriaShape;
export type Lead = Static<typeof LeadResource>;
export type LeadDetails = Static<typeof LeadDetailsSchema>;
export type LeadAction = Static<typeof LeadActionResource>;
export type Preview = Static<typeof LeadActionPreview>;
export type DncEntry = Static<typeof DncEntryResource>;
export type DncTag = Static<typeof DncTagResource> & { entryCount: number };
export type User = Static<typeof UserResource>;
export type ChangedUser = User & { credentials?: EndedCredentials };
export type ApiToken = Static<typeof ApiTokenResource>;
export type JwtCredential = Static<typeof JwtCredentialResource>;
export type AuditKind = (typeof auditable)[number];
export type AuditAction = (typeof auditActions)[number];
export type AuditItem = Json<Omit<AuditEntry, "firstName" | "lastName" | "actionType">> & { action: string };
export interface Country {
  countryId: string;
  countryName: string;
}
export type SavedSearch = Static<typeof SavedSearchResource>;
export type Queue = Static<typeof QueueResource>;
export type Callback = Static<typeof CallbackResource>;
export type Floor = Static<typeof FloorResource>;
export type FloorNews = Static<typeof FloorNewsResource>;
export type OverviewOfAccount = Static<typeof OverviewResource>;
export type HistoryEvent = Json<Event>;
export type HistoryKind = (typeof historyKinds)[number];
export type TouchedLead = Json<Touched>;
export type CampaignValues = Json<Values<typeof campaignFields>>;
export type Campaign = CampaignValues & { campaignId: number; dialGroupId: number; dialGroupName: string };
export type DialGroupValues = Json<Values<typeof dialGroupFields>>;
export type DialGroup = DialGroupValues & { dialGroupId: number };
export type AgentValues = Json<Values<typeof agentFields>>;
export type Agent = AgentValues & {
  agentId: number;
  agentGroupId: number;
  groupName: string;
  dialGroups: Membership[];
};
export type List = Json<LeadList>;
export type LeadFile = Static<typeof LeadFileResource>;
export type Rejection = RejectedRow;
export type Export = Static<typeof ExportResource>;
export type Mail = Json<OutboxMail>;
export type AgentGroup = AgentGroupRow;
export type DispositionValues = Json<Values<typeof dispositionFields>>;
export type Disposition = DispositionValues & { dispositionId: number; campaignId: number };
export type StateWindow = Static<typeof StateWindowResource>;
export type Holiday = Static<typeof HolidayResource>;
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
export interface SearchResult extends Page<Lead> {
  total: { count: number; exact: boolean } | null;
  states?: StateCount[];
}
export interface StateCount {
  state: LeadState;
  suppressed: boolean;
  count: number;
}

/** The parts of JSON Schema that the catalogue uses. */
export interface JsonSchema {
  type?: string;
  description?: string;
  enum?: string[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  title?: string;
  /** Help below the form field, replacing the description. */
  "x-help"?: string;
  /** Which form control to use, if the type alone does not decide it. */
  "x-input"?: "campaign" | "list" | "agent" | "moment" | "hidden";
  /** What each value of an enum means. */
  "x-choices"?: Record<string, string>;
}
export interface CatalogueAction {
  name: string;
  summary: string;
  label: string;
  verb: string;
  done: string;
  confirm?: string;
  params: JsonSchema;
  states: LeadState[];
  stops: "ALWAYS" | "NEVER" | "BY_PARAMS";
  undoable: boolean;
  undoableReason?: string;
}
export interface Catalogue {
  criteria: JsonSchema;
  actions: CatalogueAction[];
}
