-- Second factors, invitations, single sign-on, and API clients that administrators manage.

-- Null: the user signs in without a password, or has not chosen one yet.
alter table app_user alter column password_hash drop not null;
-- Whom the identity provider means: its address, and its id of the user.
alter table app_user add column oidc_issuer text;
alter table app_user add column oidc_subject text;
alter table app_user add check ((oidc_issuer is null) = (oidc_subject is null));
create unique index app_user_oidc on app_user (oidc_issuer, oidc_subject) where oidc_subject is not null;

-- Whether users with a role on the account need a second factor to sign in with a password.
alter table account add column require_second_factor boolean not null default false;

create table second_factor (
  user_id bigint primary key references app_user on delete cascade,
  -- Sealed.
  seed text not null,
  created_at timestamptz(3) not null,
  -- Null: nobody has proved yet that an app has the seed.
  confirmed_at timestamptz(3),
  -- The 30 seconds of the last accepted code, counted since 1970; no code works twice.
  last_step bigint not null default 0,
  -- Wrong codes until `failures_end_at`.
  failures integer not null default 0,
  failures_end_at timestamptz(3)
);

create table recovery_code (
  user_id bigint not null references second_factor on delete cascade,
  code_hash bytea not null,
  used_at timestamptz(3),
  primary key (user_id, code_hash)
);

-- What is given out once and expires soon: challenges, links in mails, authorization codes, the ends of sign-ins elsewhere.
create table one_time_token (
  token_hash bytea primary key,
  purpose text not null,
  user_id bigint references app_user on delete cascade,
  details jsonb not null default '{}',
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  -- What it opened, to be revoked if it is used again.
  session_id uuid references session on delete set null
);
create index one_time_token_user on one_time_token (user_id, purpose);
create index one_time_token_expiry on one_time_token (expires_at);

-- Null: a public client, which proves itself by PKCE.
alter table oauth_client alter column secret_hash drop not null;
alter table oauth_client add column label text not null default '';
alter table oauth_client add column redirect_uris text[] not null default '{}';
-- Whose administrators manage the client.
alter table oauth_client add column account_id bigint references account on delete cascade;
update oauth_client set account_id = (select min(account_id) from account), label = 'First API client';
create index oauth_client_account on oauth_client (account_id);

-- A sealed link that replaces {link} in the texts when the mail is sent, and is then forgotten: whoever reads the outbox cannot use it.
alter table mail add column link text;
