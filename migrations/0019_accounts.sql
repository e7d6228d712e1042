-- Attempts to sign in are counted before the secret is checked, per address and name apart from everything else. The counts so far are of five minutes.

drop table sign_in_failure;
create table sign_in_attempt (
  -- Which limit it counts toward.
  scope text not null,
  -- Empty where the limit is for all names, or for all addresses.
  name text not null,
  address text not null,
  attempts integer not null,
  window_ends_at timestamptz(3) not null,
  primary key (scope, name, address)
);
create index sign_in_attempt_end on sign_in_attempt (window_ends_at);

-- Where a user has signed in with the password: guesses from elsewhere do not keep them out there.
create table known_address (
  user_id bigint not null references app_user on delete cascade,
  address text not null,
  signed_in_at timestamptz(3) not null,
  primary key (user_id, address)
);
create index known_address_age on known_address (signed_in_at);

-- Nothing that began before a new password opens a session or makes a credential after it.
alter table app_user add column password_changed_at timestamptz(3);

-- The client's address at the sign-in.
alter table session add column address text;

-- Null: the account is open.
alter table account add column closed_at timestamptz(3);
