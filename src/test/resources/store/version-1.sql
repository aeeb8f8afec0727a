BEGIN TRANSACTION;
CREATE TABLE audit (
  seq integer primary key,
  at bigint not null,
  account text not null,
  sandbox text not null,
  case_id text not null,
  what text not null,
  detail text not null
);
INSERT INTO "audit" VALUES(1,1767225600000,'default','i1','c1','marked','{}');
CREATE TABLE condemned (
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
INSERT INTO "condemned" VALUES('c1','default','i1','old','max-age','kill','too old','due',1767225600000,1767225600000,1767225600001,NULL,NULL,0,NULL,'','{}');
CREATE TABLE drift (
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
INSERT INTO "drift" VALUES('d1','default','i1','zombie','walk',1767225600000,1767225600000,NULL,'detail');
CREATE TABLE event (
  seq integer primary key,
  account text not null,
  id text not null,
  type text not null,
  sandbox text not null,
  at bigint not null,
  received_at bigint not null,
  source text not null,
  body text not null
);
INSERT INTO "event" VALUES(1,'default','7e61cafe-0000-4000-8000-000000000001','sandbox.lifecycle.created','i1',1767225600000,1767225600000,'webhook','{}');
INSERT INTO "event" VALUES(2,'default','e2','sandbox.lifecycle.killed','i1',1767225600001,1767225600001,'feed','{}');
CREATE TABLE event_index (
  account text not null,
  sandbox text not null,
  seq bigint not null,
  primary key (account, sandbox, seq)
);
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO "flyway_schema_history" VALUES(1,'1','tables','SQL','V1__tables.sql',1390186350,'','2026-11-28 19:41:49.198',26,1);
CREATE TABLE frozen (
  account text primary key,
  reason text not null,
  cause text not null,
  since bigint not null
);
INSERT INTO "frozen" VALUES('default','too many','cap',1767225600000);
CREATE TABLE intent (
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
INSERT INTO "intent" VALUES('n1','c1','default','i1','pause',1767225600000,0,1767225600000,1,'none',NULL,NULL,'',NULL);
CREATE TABLE lease (
  kind text not null,
  account text not null,
  subject text not null,
  holder text not null,
  since bigint not null,
  renewed_at bigint not null,
  expires_at bigint not null,
  primary key (kind, account, subject)
);
INSERT INTO "lease" VALUES('sandbox','default','i1','worker',1767225600000,1767225600000,1767225660000);
CREATE TABLE meta (
  key text primary key,
  value text not null
);
INSERT INTO "meta" VALUES('created-at','1767225600000');
INSERT INTO "meta" VALUES('heard-at','1767225600000');
CREATE TABLE mirror (
  account text not null,
  sandbox text not null,
  belief text not null,
  updated_at bigint not null,
  primary key (account, sandbox)
);
INSERT INTO "mirror" VALUES('default','i1','{}',1767225600000);
CREATE TABLE pass (
  id text primary key,
  trigger text not null,
  plan boolean not null,
  status text not null,
  started_at bigint not null,
  finished_at bigint,
  approved_at bigint,
  report text not null
);
INSERT INTO "pass" VALUES('p1','timer',0,'done',1767225600000,1767225600000,NULL,'{}');
CREATE TABLE pin (
  account text primary key,
  url text not null,
  key_print text not null,
  team text not null,
  first_contact bigint not null,
  doubt text not null
);
INSERT INTO "pin" VALUES('default','https://api.e2b.app','print','team',1767225600000,'');
CREATE TABLE snooze (
  account text not null,
  sandbox text not null,
  until bigint not null,
  reason text not null,
  primary key (account, sandbox)
);
INSERT INTO "snooze" VALUES('default','i2',1767225601000,'debugging');
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE INDEX condemned_of_sandbox on condemned (account, sandbox, marked_at);
CREATE INDEX condemned_by_time on condemned (marked_at, id);
CREATE INDEX condemned_open on condemned (marked_at, id) where closed_at is null;
CREATE INDEX intent_of_case on intent (case_id);
CREATE INDEX intent_by_time on intent (account, created_at);
CREATE INDEX intent_open on intent (sandbox) where closed_at is null;
CREATE INDEX audit_of_sandbox on audit (account, sandbox, seq);
CREATE INDEX audit_of_case on audit (case_id, seq);
CREATE INDEX audit_by_time on audit (at);
CREATE INDEX drift_by_time on drift (detected_at, id);
CREATE INDEX drift_open on drift (detected_at, id) where repaired_at is null;
CREATE INDEX pass_by_time on pass (started_at, id);
COMMIT;
