-- Runs on SQLite and PostgreSQL. Times are epoch milliseconds unless a row's Java record says otherwise.

create table meta (
  key text primary key,
  value text not null
);

-- The inbox. Only ever appended to at one end and cut off at the other: no index but its number.
create table event (
  seq ${identity},
  account text not null,
  id text not null,
  type text not null,
  sandbox text not null,
  at bigint not null,
  received_at bigint not null,
  source text not null,
  body text not null
);

-- Which events concern a sandbox; written behind the inbox, up to meta 'events-indexed'.
create table event_index (
  account text not null,
  sandbox text not null,
  seq bigint not null,
  primary key (account, sandbox, seq)
);

create table lease (
  kind text not null,
  account text not null,
  subject text not null,
  holder text not null,
  since bigint not null,
  renewed_at bigint not null,
  expires_at bigint not null,
  primary key (kind, account, subject)
);

create table condemned (
  id text primary key,
  account text not null,
  sandbox text not null,
  policy text not null,
  condition text not null,
  action text not null,
  reason text not null,
  state text not null,
  started_at bigint not null,
  marked_at bigint not null,
  due bigint not null,
  paused_at bigint,
  closed_at bigint,
  revivals integer not null,
  approved_at bigint,
  note text not null,
  evidence text not null
);
create index condemned_of_sandbox on condemned (account, sandbox, marked_at);
create index condemned_by_time on condemned (marked_at, id);
create index condemned_open on condemned (marked_at, id) where closed_at is null;

create table intent (
  id text primary key,
  case_id text not null,
  account text not null,
  sandbox text not null,
  action text not null,
  started_at bigint not null,
  paused boolean not null,
  created_at bigint not null,
  attempts integer not null,
  answer text not null,
  answered_at bigint,
  closed_at bigint,
  outcome text not null,
  plan text
);
create index intent_of_case on intent (case_id);
create index intent_by_time on intent (account, created_at);
create index intent_open on intent (sandbox) where closed_at is null;

create table audit (
  seq ${identity},
  at bigint not null,
  account text not null,
  sandbox text not null,
  case_id text not null,
  what text not null,
  detail text not null
);
create index audit_of_sandbox on audit (account, sandbox, seq);
create index audit_of_case on audit (case_id, seq);
create index audit_by_time on audit (at);

create table frozen (
  account text primary key,
  reason text not null,
  cause text not null,
  since bigint not null
);

create table snooze (
  account text not null,
  sandbox text not null,
  until bigint not null,
  reason text not null,
  primary key (account, sandbox)
);

create table mirror (
  account text not null,
  sandbox text not null,
  belief text not null,
  updated_at bigint not null,
  primary key (account, sandbox)
);

create table drift (
  id text primary key,
  account text not null,
  sandbox text not null,
  kind text not null,
  source text not null,
  happened_at bigint not null,
  detected_at bigint not null,
  repaired_at bigint,
  detail text not null
);
create index drift_by_time on drift (detected_at, id);
create index drift_open on drift (detected_at, id) where repaired_at is null;

create table pass (
  id text primary key,
  trigger text not null,
  plan boolean not null,
  status text not null,
  started_at bigint not null,
  finished_at bigint,
  approved_at bigint,
  report text not null
);
create index pass_by_time on pass (started_at, id);

create table pin (
  account text primary key,
  url text not null,
  key_print text not null,
  team text not null,
  first_contact bigint not null,
  doubt text not null
);
