-- The times of a request by E2B's clock as it was known then: ours may be set before it is verified.
alter table intent add column e2b_created_at bigint;
alter table intent add column e2b_answered_at bigint;
