-- What a later version might do, to see that it can.
alter table lease add column note text not null default 'none';
