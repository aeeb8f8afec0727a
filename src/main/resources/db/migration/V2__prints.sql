-- Of which sandboxes a thousand events speak, one after the other; written with the last of them.
-- Replaces a row an event, which cost as much as the event itself.
create table event_prints (
  first_seq ${identity},
  prints text not null
);
drop table event_index;
delete from meta where key = 'events-indexed';
